package io.github.redsessions.store;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.metrics.Figures;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the near cache counts. Row L13. */
class NearCacheCountsIT {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final RedisServer server = RedisServer.start(Acl.nearCacheOptions());
  private final SessionsConfig config =
      SessionsConfig.from(
          new JsonObject()
              .put("redis", TestConfig.withNearCacheUser(TestConfig.redis(server.uri())))
              .put("session", new JsonObject().put("prefix", RandomPrefix.next()))
              .put("nearCache", new JsonObject().put("enabled", true)));
  private final SessionMeters meters = SessionMeters.none();
  private final Figures figures = meters.figures();
  private final RedisCommands commands =
      await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL, meters));

  @AfterEach
  void stop() {
    await(commands.close());
    await(vertx.close());
    server.close();
  }

  @Test
  void l13_countsHitsMissesChangesAndDrops() {
    RedisSessionStore store = store(() -> 0);
    NearCache cache = Objects.requireNonNull(store.nearCache());
    Session session = store.createSession(600_000);
    await(store.put(session));
    eventually(
        BOUND,
        () -> {
          await(store.get(session.value()));
          assertThat(cache.hits()).isEqualTo(1);
        });
    long misses = cache.misses();
    assertThat(misses).isPositive();
    assertThat(cache.size()).isEqualTo(1);
    assertThat(cache.changes()).isZero();
    assertThat(cache.drops()).isZero();

    await(store.delete(session.value()));
    assertThat(cache.changes()).isEqualTo(1);
    assertThat(cache.size()).isZero();
    await(store.get(session.value()));
    assertThat(cache.misses()).isEqualTo(misses + 1);
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(figures.of(Count.NEAR_CACHE_HIT)).isEqualTo(1);
    assertThat(figures.of(Count.NEAR_CACHE_MISS)).isEqualTo(misses + 1);

    server.command("FLUSHALL");
    eventually(BOUND, () -> assertThat(cache.drops()).isEqualTo(1));
  }

  private RedisSessionStore store(LongSupplier nanoTime) {
    return new RedisSessionStore(
        commands,
        new SessionRules(
            config.session(),
            new KeyRing(List.of()),
            new SealKeys(config.encryption()),
            InstantSource.system(),
            new SecureRandom()::nextBytes,
            AttributeValues.of(List.of(), List.of(), null),
            large -> {}),
        config.nearCache(),
        nanoTime);
  }
}
