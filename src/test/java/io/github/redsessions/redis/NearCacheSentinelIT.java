package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The near cache when another server becomes the primary. Its bound is a minute here, so that it is
 * not the clock that ends anything. Row L13.
 */
class NearCacheSentinelIT {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final SentinelFleet fleet = SentinelFleet.start(Acl.nearCacheOptions());
  private final String prefix = RandomPrefix.next();
  private final RedisSessions sessions = open(true);
  private final RedisSessions other = open(false);

  @AfterEach
  void stop() {
    await(sessions.close());
    await(other.close());
    await(vertx.close());
    fleet.close();
  }

  @Test
  void l13_killedPrimary_sessionThatItsSuccessorEnds_isRefused() {
    failOver(RedisServer::kill);
  }

  /** Its connections stay open, and say nothing. */
  @Test
  void l13_frozenPrimary_sessionThatItsSuccessorEnds_isRefused() {
    failOver(RedisServer::freeze);
  }

  @Test
  void l13_orderedFailover_sessionThatTheSuccessorEnds_isRefused() {
    failOver(old -> fleet.sentinels().get(0).command("SENTINEL", "FAILOVER", fleet.masterName()));
  }

  private void failOver(Consumer<RedisServer> takeAway) {
    Session session = kept();
    RedisServer old = fleet.primary();
    old.command("WAIT", "2", "10000");

    takeAway.accept(old);
    RedisServer next = fleet.awaitFailover(old);
    eventually(BOUND, () -> assertThat(isThere(other, session)).isTrue());
    await(other.store().delete(session.value()));
    assertThat(next.command("EXISTS", key(session))).isEqualTo(0L);

    eventually(BOUND, () -> assertThat(isThere(sessions, session)).isFalse());
    kept();
  }

  /** A session that is answered from memory: the primary may lose it, and nobody asks. */
  private Session kept() {
    Session session = sessions.store().createSession(600_000);
    eventually(BOUND, () -> await(sessions.store().put(session)));
    eventually(
        BOUND,
        () -> {
          assertThat(isThere(sessions, session)).isTrue();
          RedisServer primary = fleet.primary();
          long before = primary.commandStats().getOrDefault("hgetall", 0L);
          assertThat(isThere(sessions, session)).isTrue();
          assertThat(primary.commandStats().getOrDefault("hgetall", 0L)).isEqualTo(before);
        });
    return session;
  }

  private static boolean isThere(RedisSessions where, Session session) {
    return await(where.store().get(session.value())) != null;
  }

  private String key(Session session) {
    return prefix + ":s:" + session.value().substring(0, 22);
  }

  private RedisSessions open(boolean near) {
    JsonObject redis =
        TestConfig.withNearCacheUser(TestConfig.sentinel(fleet))
            .put("commandTimeoutMs", 500)
            .put("retryBudgetMs", 8_000);
    return await(
        RedisSessions.open(
            vertx,
            new JsonObject()
                .put("redis", redis)
                .put("session", new JsonObject().put("prefix", prefix))
                .put(
                    "nearCache",
                    new JsonObject().put("enabled", near).put("maxStalenessMs", 60_000))));
  }
}
