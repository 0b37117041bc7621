package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary that sentinels watch, and what becomes of it and of them. */
class SentinelTopologyIT extends FailoverFixture {

  private SentinelFleet fleet;
  private RedisServer old;

  @BeforeEach
  void startFleet() {
    fleet = closing(SentinelFleet.start());
    old = fleet.primary();
  }

  @Test
  void killedPrimary_isReplaced_nobodySeesAnErrorAndNothingIsWrittenToItWhenItIsBack() {
    open(config());
    Writer writer = writer();
    writer.awaitMore();

    old.kill();
    RedisServer next = fleet.awaitFailover(old);
    awaitPrimary(next);
    writer.awaitMore();

    // For about ten seconds it says that it is the primary still.
    old.restart();
    fleet.awaitComplete();
    writer.awaitMore();
    assertThat(old.commandStats()).doesNotContainKeys("evalsha", "eval");
    assertThat(writer.failures()).isEmpty();
    // One line for each, and none for the old one again. Sentinels that get no time to run may
    // replace the next one too.
    List<String> primaries =
        log.text()
            .lines()
            .filter(line -> line.startsWith("INFO " + FailoverTopology.class.getName()))
            .filter(line -> line.contains("The primary of Redis is now"))
            .map(line -> line.replaceAll(".* is now ([\\d.:]+).*", "$1"))
            .toList();
    assertThat(primaries).startsWith(address(old), address(next)).doesNotHaveDuplicates();
    RedisServer last = fleet.primary();
    eventually(BOUND, () -> assertThat(replicaPorts()).containsExactlyInAnyOrder(others(last)));
  }

  private static String address(RedisServer server) {
    return "127.0.0.1:" + server.port();
  }

  @Test
  void frozenPrimary_isReplacedAndNobodySeesAnError() {
    open(config());
    Writer writer = writer();
    writer.awaitMore();

    old.freeze();
    RedisServer next = fleet.awaitFailover(old);
    awaitPrimary(next);
    writer.awaitMore();

    assertThat(writer.failures()).isEmpty();
    old.thaw();
    fleet.awaitComplete();
    writer.awaitMore();
    assertThat(writer.failures()).isEmpty();
  }

  @Test
  void orderedFailover_isFollowedAndNobodySeesAnError() {
    open(config());
    Writer writer = writer();
    writer.awaitMore();

    fleet.sentinels().get(1).command("SENTINEL", "FAILOVER", fleet.masterName());
    RedisServer next = fleet.awaitFailover(old);
    awaitPrimary(next);
    writer.awaitMore();

    assertThat(writer.failures()).isEmpty();
  }

  @Test
  void replicas_areThoseThatCanBeRead() {
    open(config());
    assertThat(replicaPorts()).containsExactlyInAnyOrder(others(old));

    RedisServer replica = fleet.replicas().get(0);
    replica.kill();

    eventually(BOUND, () -> assertThat(replicaPorts()).doesNotContain(replica.port()).hasSize(1));
  }

  @Test
  void allSentinelsLost_theKnownPrimaryStaysInUse() {
    open(config());
    await(append("a"));

    fleet.sentinels().forEach(RedisServer::kill);
    awaitLog("The primary of Redis may have changed, 127.0.0.1:" + old.port() + " is kept so far");

    await(append("b"));
    fleet.sentinels().forEach(RedisServer::restart);
    awaitLog("The primary of Redis is again 127.0.0.1:" + old.port());
    assertThat(old.command("HLEN", key)).isEqualTo(2L);
  }

  @Test
  void noSentinelAtTheStart_isSaidOnce_andWhenOneComesItWorks() {
    fleet.sentinels().forEach(RedisServer::kill);
    open(config().put("retryBudgetMs", 300));

    assertThat(failureOf(append("a"))).isInstanceOf(SessionUnavailableException.class);
    String[] sentinels =
        fleet.sentinels().stream().map(s -> "127.0.0.1:" + s.port()).toArray(String[]::new);
    awaitLog("No primary of Redis is known: no sentinel can be used: ");
    assertThat(line("No primary of Redis is known")).contains(sentinels).contains("refused");

    fleet.sentinels().get(2).restart();
    awaitPrimary(old);
    await(append("a"));
    assertThat(logged("No primary of Redis is known: ")).isEqualTo(1);
    assertThat(logged("The primary of Redis is now ")).isEqualTo(1);
    assertThat(logged("WARN ")).isEqualTo(2);
    assertThat(line("Sentinels can't be used")).contains(sentinels[0], sentinels[1]);
    fleet.sentinels().get(0).restart();
    fleet.sentinels().get(1).restart();
    awaitLog("All sentinels can be used again");
  }

  @Test
  void staleSentinel_neverSendsASessionToItsServer() {
    RedisServer other = closing(RedisServer.start());
    String port = Integer.toString(other.port());
    RedisServer liar =
        closing(
            RedisServer.startSentinel(
                List.of("--sentinel", "monitor", fleet.masterName(), "127.0.0.1", port, "1")));
    JsonObject redis = config();
    redis.getJsonArray("endpoints").add(0, liar.uri());
    open(redis);
    awaitPrimary(old);
    Writer writer = writer();
    writer.awaitMore();

    old.kill();
    awaitPrimary(fleet.awaitFailover(old));
    writer.awaitMore();

    assertThat(writer.failures()).isEmpty();
    assertThat(other.command("EXISTS", key)).isEqualTo(0L);
    assertThat(logged("The primary of Redis is now 127.0.0.1:" + port)).isZero();
  }

  @Test
  void sentinelThatNamesADeadServer_doesNotStopIt_whateverEpochItClaims() {
    RedisServer gone = RedisServer.start();
    List<String> args = new ArrayList<>(List.of("--sentinel", "monitor", fleet.masterName()));
    args.addAll(List.of("127.0.0.1", Integer.toString(gone.port()), "1"));
    args.addAll(List.of("--sentinel", "config-epoch", fleet.masterName(), "99"));
    RedisServer stale = closing(RedisServer.startSentinel(args));
    gone.close();
    JsonObject redis = config();
    redis.getJsonArray("endpoints").add(stale.uri());
    open(redis);

    awaitPrimary(old);
    await(append("a"));
  }

  @Test
  void sentinelThatIsLearned_isAskedWhenTheConfiguredOneIsGone() {
    JsonObject redis = config();
    redis.put("endpoints", new JsonArray().add(fleet.sentinelUris().get(0)));
    open(redis);
    fleet.sentinels().get(0).kill();
    Writer writer = writer();

    old.kill();
    awaitPrimary(fleet.awaitFailover(old));
    writer.awaitMore();

    assertThat(writer.failures()).isEmpty();
  }

  @Test
  void hostNames_areUsedAsSentinelsGiveThem() {
    RedisServer sentinel = fleet.sentinels().get(0);
    sentinel.command("SENTINEL", "CONFIG", "SET", "resolve-hostnames", "yes");
    sentinel.command("SENTINEL", "CONFIG", "SET", "announce-hostnames", "yes");
    sentinel.command(
        "SENTINEL", "MONITOR", "named", "localhost", Integer.toString(old.port()), "1");
    // The user of the sessions may not leave database 0.
    JsonObject redis =
        config()
            .put("masterName", "named")
            .put("user", Acl.ADMIN)
            .put("password", Acl.password(Acl.ADMIN));
    open(redis.put("endpoints", new JsonArray().add(sentinel.uri() + "/3")));

    await(append("a"));
    RedisNode primary = topology.shards().get(0).primary();
    assertThat(primary).hasToString("localhost:" + old.port());
    assertThat(primary.endpoint()).isEqualTo(URI.create("redis://localhost:" + old.port() + "/3"));
    old.command("SELECT", "3");
    assertThat(old.command("HLEN", key)).isEqualTo(1L);
  }

  @Test
  void sentinelThatTakesAReplicaForThePrimary_isNotBelieved() {
    RedisServer sentinel = fleet.sentinels().get(0);
    String port = Integer.toString(fleet.replicas().get(0).port());
    sentinel.command("SENTINEL", "MONITOR", "wrong", "127.0.0.1", port, "1");
    open(config().put("masterName", "wrong"));

    assertThat(line("No primary of Redis is known"))
        .contains("the sentinels name 127.0.0.1:" + port + " (says slave)");
  }

  @Test
  void unknownMasterName_isSaid() {
    open(config().put("masterName", "other"));

    assertThat(line("No primary of Redis is known"))
        .contains("knows no primary with the name other");
  }

  private JsonObject config() {
    // Patience: the machine may be busy with more than this failover.
    return TestConfig.sentinel(fleet).put("commandTimeoutMs", 500).put("retryBudgetMs", 15_000);
  }

  private List<Integer> replicaPorts() {
    return topology.shards().get(0).replicas().stream().map(URI::getPort).toList();
  }

  private Integer[] others(RedisServer primary) {
    return fleet.servers().stream()
        .filter(server -> server != primary)
        .map(RedisServer::port)
        .toArray(Integer[]::new);
  }

  private String line(String part) {
    return log.text().lines().filter(line -> line.contains(part)).findFirst().orElse("");
  }
}
