package io.github.redsessions.metrics;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.backends.BackendRegistries;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Micrometer registry of Vert.x hears of sessions over a real Redis. */
class MetersIT {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final String prefix = RandomPrefix.next();
  private final String name = UUID.randomUUID().toString();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private Vertx vertx;

  @BeforeEach
  void openVertx() {
    vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setMetricsOptions(
                        new MicrometerMetricsOptions().setEnabled(true).setRegistryName(name)))
            .withMetrics(new MicrometerMetricsFactory(registry))
            .build();
  }

  @AfterEach
  void closeVertx() {
    await(vertx.close());
    BackendRegistries.stop(name);
  }

  private RedisSessions open(JsonObject config) {
    return await(
        RedisSessions.open(vertx, config.put("metrics", JsonObject.of("registryName", name))));
  }

  private RedisSessions open() {
    return open(TestConfig.of(RedisServer.shared(), prefix));
  }

  private long count(Count what) {
    return (long)
        (what.tag().isEmpty()
                ? registry.get(what.meter())
                : registry.get(what.meter()).tag(what.tag(), what.value()))
            .counter()
            .count();
  }

  private long commands(CommandKind kind) {
    return registry.get(Meters.COMMANDS).tag("command", kind.word()).timer().count();
  }

  private double gauge(String name, String state) {
    return registry.get(name).tag("state", state).gauge().value();
  }

  @Test
  void loadsAndWrites_areCounted() {
    SessionStore store = open().store();
    Session session = store.createSession(60_000);
    session.put("name", "value");
    await(store.put(session));
    String first = session.value();
    Session loaded = await(store.get(first));
    loaded.put("more", "text");
    await(store.put(loaded));
    Session late = await(store.get(first));
    Session rotated = await(store.get(first));
    rotated.regenerateId();
    await(store.put(rotated));
    assertThat(await(store.get(first))).isNull();
    late.put("name", "late");
    assertThat(failureOf(store.put(late))).hasMessageContaining("another id");
    await(store.delete(rotated.value()));
    assertThat(await(store.get(rotated.value()))).isNull();
    assertThat(await(store.get("not an id"))).isNull();

    assertThat(count(Count.LOAD_HIT)).isEqualTo(3);
    assertThat(count(Count.LOAD_LATE)).isEqualTo(1);
    assertThat(count(Count.LOAD_UNKNOWN)).isEqualTo(1);
    assertThat(count(Count.LOAD_FORGED)).isEqualTo(1);
    assertThat(count(Count.WRITE_CREATED)).isEqualTo(1);
    assertThat(count(Count.WRITE_SAVED)).isEqualTo(2);
    assertThat(count(Count.ROTATION)).isEqualTo(1);
    assertThat(count(Count.RESURRECTION_BLOCKED)).isEqualTo(1);
    assertThat(count(Count.WRITE_DESTROYED)).isEqualTo(1);
    assertThat(commands(CommandKind.HGETALL)).isEqualTo(5);
    assertThat(commands(CommandKind.CREATE)).isEqualTo(1);
    assertThat(commands(CommandKind.SAVE)).isEqualTo(3);
    assertThat(commands(CommandKind.DESTROY)).isEqualTo(1);
    assertThat(registry.get(Meters.PAYLOAD).summary().max()).isEqualTo(11);
    assertThat(registry.get(Meters.ACTIVE_SESSIONS).gauge().value()).isEqualTo(1);
    assertThat(registry.get(Meters.ACTIVE_USERS).gauge().value()).isZero();
    assertThat(gauge(Meters.SHARDS, "serving")).isEqualTo(1);
    assertThat(gauge(Meters.PRIMARIES, "known")).isEqualTo(1);
    assertThat(count(Count.LINK_OPENED)).isPositive();
  }

  @Test
  void aConflict_isCounted() {
    JsonObject config = TestConfig.of(RedisServer.shared(), prefix);
    config.getJsonObject("session").put("concurrency", "strict");
    SessionStore store = open(config).store();
    Session session = store.createSession(60_000);
    session.put("n", 1);
    await(store.put(session));
    Session one = await(store.get(session.value()));
    Session two = await(store.get(session.value()));
    one.put("n", 2);
    await(store.put(one));
    two.put("n", 3);
    failureOf(store.put(two));

    assertThat(count(Count.CONFLICT)).isEqualTo(1);
    assertThat(count(Count.RESURRECTION_BLOCKED)).isZero();
  }

  @Test
  void theNearCache_countsWhatItSaves() {
    try (RedisServer server = RedisServer.start(Acl.nearCacheOptions())) {
      JsonObject config =
          TestConfig.of(server, prefix).put("nearCache", JsonObject.of("enabled", true));
      TestConfig.withNearCacheUser(config.getJsonObject("redis"));
      SessionStore store = open(config).store();
      Session session = store.createSession(60_000);
      session.put("n", 1);
      await(store.put(session));

      eventually(
          BOUND,
          () -> {
            assertThat(await(store.get(session.value()))).isNotNull();
            assertThat(count(Count.NEAR_CACHE_HIT)).isPositive();
          });
      assertThat(count(Count.NEAR_CACHE_MISS)).isPositive();
      assertThat(count(Count.LOAD_HIT))
          .isEqualTo(count(Count.NEAR_CACHE_HIT) + count(Count.NEAR_CACHE_MISS));
    }
  }

  @Test
  void d1_anOutage_isSeenInLinksAndFailures() {
    try (RedisServer server = RedisServer.start()) {
      SessionStore store = open(TestConfig.of(server, prefix)).store();
      Session session = store.createSession(60_000);
      await(store.put(session));
      server.kill();

      eventually(
          BOUND,
          () -> {
            failureOf(store.put(store.createSession(60_000)));
            assertThat(gauge(Meters.SHARDS, "failing")).isEqualTo(1);
          });
      failureOf(store.get(session.value()));
      assertThat(count(Count.LOAD_FAILED)).isEqualTo(1);
      assertThat(count(Count.LINK_LOST)).isPositive();
      assertThat(count(Count.LINK_FAILED)).isPositive();
      assertThat(count(Count.FAILURE_UNAVAILABLE)).isPositive();

      server.restart();
      eventually(
          BOUND,
          () -> {
            Session next = store.createSession(60_000);
            await(store.put(next));
            await(store.get(next.value()));
            assertThat(gauge(Meters.SHARDS, "serving")).isEqualTo(1);
          });
    }
  }

  @Test
  void d6_aFailoverOfSentinel_isCounted() {
    try (SentinelFleet fleet = SentinelFleet.start()) {
      open(
          new JsonObject()
              .put("redis", TestConfig.sentinel(fleet))
              .put("session", JsonObject.of("prefix", prefix)));
      RedisServer old = fleet.primary();
      old.kill();
      fleet.awaitFailover(old);

      eventually(BOUND, () -> assertThat(count(Count.FAILOVER)).isEqualTo(1));
    }
  }

  @Test
  void d6_aFailoverOfACluster_isCounted() {
    try (ClusterFleet fleet = ClusterFleet.start()) {
      JsonObject redis =
          TestConfig.redis(fleet.uris().get(0))
              .put("mode", "cluster")
              .put("endpoints", new JsonArray(fleet.uris()));
      open(new JsonObject().put("redis", redis).put("session", JsonObject.of("prefix", prefix)));
      eventually(BOUND, () -> assertThat(gauge(Meters.SHARDS, "serving")).isEqualTo(3));
      RedisServer old = fleet.primaries().get(0);
      old.kill();
      fleet.awaitFailover(old);

      eventually(BOUND, () -> assertThat(count(Count.FAILOVER)).isEqualTo(1));
    }
  }

  /** Neither an id nor a user, a cookie, a prefix or the name of an attribute. */
  @Test
  void tags_haveNoValuesButTheKnownWords() {
    RedisSessions sessions = open();
    Session session = sessions.store().createSession(60_000);
    session.put("secret-attribute", "secret-text");
    await(sessions.store().put(session));
    sessions.audit(AuditEvent.LOGIN_FAILED, null, JsonObject.of("user", "secret-user"));
    Set<String> known = new TreeSet<>(Set.of("serving", "failing", "known", "unknown"));
    for (Count what : Count.values()) {
      known.add(what.value());
    }
    for (AuditEvent event : AuditEvent.values()) {
      known.add(event.spelling());
    }
    for (CommandKind kind : CommandKind.values()) {
      known.add(kind.word());
    }

    for (Meter meter : registry.getMeters()) {
      if (meter.getId().getName().startsWith("redsessions")) {
        assertThat(meter.getId().getTags()).extracting(Tag::getValue).isSubsetOf(known);
      }
    }
    assertThat(registry.scrape())
        .contains("redsessions_writes_total{kind=\"created\"} 1.0")
        .contains("redsessions_commands_seconds_bucket{command=\"create\",le=\"0.001\"}")
        .doesNotContain("secret-", prefix, session.id(), session.value().substring(0, 22));
  }
}
