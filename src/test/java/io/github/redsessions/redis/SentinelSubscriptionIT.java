package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One sentinel at a time tells that the primary has changed. */
class SentinelSubscriptionIT extends FailoverFixture {

  private static final String TOLD = " says that the primary has changed";

  private SentinelFleet fleet;

  @BeforeEach
  void startFleet() {
    fleet = closing(SentinelFleet.start());
    open(TestConfig.sentinel(fleet).put("commandTimeoutMs", 500).put("retryBudgetMs", 15_000));
  }

  @Test
  void sentinelIsKilled_anotherOneTellsOfTheNextFailover() {
    RedisServer first = awaitSubscribed(null);
    first.kill();
    RedisServer second = awaitSubscribed(first);

    failover();

    assertThat(second).isNotEqualTo(first);
    awaitLog("Sentinel 127.0.0.1:" + second.port() + TOLD);
  }

  @Test
  void sentinelIsFrozen_anotherOneTellsOfTheNextFailover() {
    RedisServer first = awaitSubscribed(null);
    first.freeze();
    RedisServer second = awaitSubscribed(first);

    failover();

    awaitLog("Sentinel 127.0.0.1:" + second.port() + TOLD);
    first.thaw();
    eventually(BOUND, () -> assertThat(subscribers(first)).isZero());
  }

  @Test
  void connectionIsCut_itSubscribesAgainAndLooks() {
    RedisServer first = awaitSubscribed(null);

    first.command("CLIENT", "KILL", "TYPE", "pubsub");
    RedisServer second = awaitSubscribed(first);

    failover();
    awaitLog("Sentinel 127.0.0.1:" + second.port() + TOLD);
  }

  @Test
  void change_isAnOccasionToLook() {
    AtomicInteger changes = new AtomicInteger();
    PrimaryLookup.Watch watch =
        new PrimaryLookup.Watch() {
          @Override
          public void changed() {
            changes.incrementAndGet();
          }

          @Override
          public void suspect() {
            // Asked for when it has subscribed.
          }
        };
    SentinelSubscription subscription = new SentinelSubscription(vertx, config.redis(), watch);
    vertx.runOnContext(v -> subscription.keepTo(List.of(config.redis().endpoints().get(1))));
    eventually(
        BOUND, () -> assertThat(subscribers(fleet.sentinels().get(1))).isGreaterThanOrEqualTo(1));

    failover();
    eventually(BOUND, () -> assertThat(changes.get()).isEqualTo(1));
  }

  @Test
  void changeOfAnotherMaster_isNoOccasion() {
    RedisServer subscribed = awaitSubscribed(null);
    RedisServer primary = closing(RedisServer.start("--repl-diskless-sync-delay", "0"));
    RedisServer replica = closing(RedisServer.start("--repl-diskless-sync-delay", "0"));
    String port = Integer.toString(primary.port());
    replica.command("REPLICAOF", "127.0.0.1", port);
    eventually(BOUND, () -> assertThat(replica.command("ROLE").toString()).contains("connected"));
    String similar = fleet.masterName() + "2";

    subscribed.command("SENTINEL", "MONITOR", similar, "127.0.0.1", port, "1");
    String password = Acl.password("sentinel");
    subscribed.command("SENTINEL", "SET", similar, "auth-user", "sentinel", "auth-pass", password);
    eventually(
        BOUND,
        () -> assertThat(subscribed.command("SENTINEL", "FAILOVER", similar)).isEqualTo("OK"));
    eventually(
        BOUND,
        () ->
            assertThat(subscribed.command("SENTINEL", "MASTER", similar).toString())
                .contains("port, " + replica.port()));

    await(append("a"));
    assertThat(log.text()).doesNotContain(TOLD);
  }

  @Test
  void sentinelThatRefusesToTell_isSaidOnceAndTheFailoverIsStillSeen() {
    await(topology.close());
    closing(() -> fleet.sentinels().forEach(RedisServer::forgetRefusals));
    for (RedisServer sentinel : fleet.sentinels()) {
      sentinel.command(
          "ACL", "SETUSER", "app", "on", ">SECRET-of-app", "resetchannels", "+@all", "-subscribe");
    }
    open(
        TestConfig.sentinel(fleet)
            .put("retryBudgetMs", 15_000)
            .put("sentinelUser", "app")
            .put("sentinelPassword", "SECRET-of-app"));
    awaitLog("refuses to tell when the primary changes", "NOPERM");

    failover();

    assertThat(logged("refuses to tell when the primary changes")).isEqualTo(1);
    assertThat(log.text()).doesNotContain("SECRET-of-app");
  }

  private void failover() {
    RedisServer old = fleet.primary();
    RedisServer leader = fleet.sentinels().stream().filter(this::answers).findFirst().orElseThrow();
    leader.command("SENTINEL", "FAILOVER", fleet.masterName());
    awaitPrimary(fleet.awaitFailover(old));
    await(append("after"));
  }

  private boolean answers(RedisServer sentinel) {
    try {
      subscribers(sentinel);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private RedisServer awaitSubscribed(RedisServer butNot) {
    AtomicReference<RedisServer> found = new AtomicReference<>();
    eventually(
        BOUND,
        () ->
            found.set(
                fleet.sentinels().stream()
                    .filter(sentinel -> sentinel != butNot)
                    .filter(this::answers)
                    .filter(sentinel -> subscribers(sentinel) == 1)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nobody is subscribed to"))));
    return found.get();
  }

  private static long subscribers(RedisServer sentinel) {
    String clients = (String) sentinel.command("CLIENT", "LIST", "TYPE", "pubsub");
    return clients.lines().filter(client -> client.contains(" sub=1 ")).count();
  }
}
