package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A static list of servers, among which somebody decides by hand who is the primary. */
class ReplicationTopologyIT extends FailoverFixture {

  private static final String SEVERAL = "Several servers say that they are the primary: ";

  private RedisServer first;
  private RedisServer second;

  @BeforeEach
  void startServers() {
    first = closing(RedisServer.start("--repl-diskless-sync-delay", "0"));
    second = closing(RedisServer.start("--repl-diskless-sync-delay", "0"));
    follow(second, first);
  }

  @Test
  void killedPrimary_isReplacedByWhomSomebodyPromotes_andNobodySeesAnError() {
    open(config());
    assertThat(topology.shards().get(0).replicas()).containsExactly(URI.create(second.uri()));
    Writer writer = writer();
    writer.awaitMore();

    first.kill();
    second.command("REPLICAOF", "NO", "ONE");
    awaitPrimary(second);
    writer.awaitMore();

    assertThat(writer.failures()).isEmpty();
    assertThat(logged("The primary of Redis is now 127.0.0.1:" + second.port())).isEqualTo(1);
    assertThat(topology.shards().get(0).replicas()).isEmpty();
  }

  @Test
  void switchedRoles_areFollowedAndNobodySeesAnError() {
    open(config());
    Writer writer = writer();
    writer.awaitMore();

    second.command("REPLICAOF", "NO", "ONE");
    first.command("REPLICAOF", "127.0.0.1", Integer.toString(second.port()));
    awaitPrimary(second);
    writer.awaitMore();

    assertThat(writer.failures()).isEmpty();
    eventually(
        BOUND,
        () ->
            assertThat(topology.shards().get(0).replicas())
                .containsExactly(URI.create(first.uri())));
  }

  @Test
  void twoPrimaries_theOneThatHasComeFurthestIsUsed_andThatIsSaidOnceWhileItLasts() {
    second.command("REPLICAOF", "NO", "ONE");
    second.command("SET", "further", "x".repeat(10_000));
    open(config());

    awaitPrimary(second);
    await(append("a"));
    assertThat(logged(SEVERAL)).isEqualTo(1);
    assertThat(log.text())
        .contains("the highest replication offset has 127.0.0.1:" + second.port());

    long asked = second.commandStats().get("role");
    eventually(BOUND, () -> assertThat(second.commandStats().get("role")).isGreaterThan(asked + 2));
    assertThat(logged(SEVERAL)).isEqualTo(1);
    follow(first, second);
    awaitLog("Only one server says that it is the primary");
    awaitPrimary(second);
  }

  @Test
  void nobodyAtTheStart_isSaidOnce_andWhenOneComesItWorks() {
    first.kill();
    second.kill();
    open(config().put("retryBudgetMs", 300));

    assertThat(failureOf(append("a"))).isInstanceOf(SessionUnavailableException.class);
    awaitLog("No primary of Redis is known: nobody says master of 127.0.0.1:" + first.port());
    first.restart();
    awaitPrimary(first);
    await(append("a"));
    assertThat(logged("No primary of Redis is known")).isEqualTo(1);
    assertThat(logged("The primary of Redis is now ")).isEqualTo(1);
    assertThat(logged("WARN ")).isEqualTo(1);
  }

  @Test
  void replicasOnly_isNoPrimary() {
    RedisServer third = closing(RedisServer.start());
    open(config().put("endpoints", new JsonArray().add(second.uri())).put("retryBudgetMs", 0));

    assertThat(failureOf(append("a"))).isInstanceOf(SessionUnavailableException.class);
    awaitLog("127.0.0.1:" + second.port() + " (says slave)");
    assertThat(third.command("DBSIZE")).isEqualTo(0L);
  }

  private JsonObject config() {
    return TestConfig.redis(first.uri())
        .put("mode", "replication")
        .put("endpoints", new JsonArray().add(first.uri()).add(second.uri()))
        .put("retryBudgetMs", 15_000);
  }

  private static void follow(RedisServer replica, RedisServer primary) {
    replica.command("REPLICAOF", "127.0.0.1", Integer.toString(primary.port()));
    eventually(
        BOUND,
        () ->
            assertThat((List<?>) replica.command("ROLE"))
                .asString()
                .contains("slave", "connected"));
  }
}
