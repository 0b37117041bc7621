package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing goes on after the end. */
class FailoverCloseIT extends FailoverFixture {

  private final SentinelFleet fleet = SentinelFleet.shared();

  @Test
  void close_leavesNoConnectionAndNoTimer() {
    TcpProxy sentinel = closing(TcpProxy.to(fleet.sentinels().get(0).port()));
    // The first look-up knows no other sentinel, so this is the one that is subscribed to.
    open(TestConfig.sentinel(fleet).put("endpoints", new JsonArray().add(sentinel.uri())));
    await(append("a"));
    awaitLog("tells when the primary changes");

    await(topology.close());

    assertThat(topology.isClosed()).isTrue();
    assertThat(failureOf(append("b"))).hasMessageContaining("closed");
    ((VertxInternal) vertx)
        .nettyEventLoopGroup()
        .forEach(
            eventLoop ->
                eventually(
                    BOUND, () -> assertThat(ScheduledTasks.of((EventLoop) eventLoop)).isZero()));
    eventually(BOUND, () -> assertThat(sentinel.open()).isZero());
    await(topology.close());
  }

  @Test
  void vertxThatIsClosedFirst_endsItToo() {
    open(TestConfig.sentinel(fleet));
    await(append("a"));

    await(vertx.close());

    assertThat(topology.isClosed()).isTrue();
    await(topology.close());
  }

  @Test
  void openWithServersThatDoNotAnswer_isOverAfterTheTimeToConnect() {
    RedisServer frozen = closing(RedisServer.start());
    frozen.freeze();
    open(
        TestConfig.redis(frozen.uri())
            .put("mode", "replication")
            .put("connectTimeoutMs", 300)
            .put("commandTimeoutMs", 60_000)
            .put("retryBudgetMs", 0));

    assertThat(topology.shards().get(0).primary()).isNull();
    assertThat(log.text()).doesNotContain("No primary of Redis is known");
    frozen.thaw();
    awaitPrimary(frozen);
    await(append("a"));
  }

  @Test
  void nodeThatIsAskedForAfterTheEnd_isClosed() {
    RedisNodes nodes = new RedisNodes(vertx, config().redis(), List.of());
    await(nodes.close());

    RedisNode late = nodes.get(config().redis().endpoints().get(0), ConnectionSetup.QUESTIONS);

    assertThat(failureOf(late.send(Requests.role()))).hasMessageContaining("closed");
  }

  private SessionsConfig config() {
    return SessionsConfig.from(new JsonObject().put("redis", TestConfig.replication(fleet)));
  }
}
