package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Certificates;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.RespClient;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one server tells of changes, and when it counts. Row L13. */
class InvalidationsIT {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final LogCapture log = new LogCapture();
  private final String prefix = RandomPrefix.next() + ":";
  private final Names names = new Names();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  @TempDir Path directory;
  private RedisServer server;
  private RedisCommands commands;

  /** What was told. */
  private static final class Names implements ChangeListener {
    final Set<String> changed = ConcurrentHashMap.newKeySet();
    final AtomicLong all = new AtomicLong();

    @Override
    public void changed(String name) {
      changed.add(name);
    }

    @Override
    public void allChanged() {
      all.incrementAndGet();
    }
  }

  @AfterEach
  void stop() {
    if (commands != null) {
      await(commands.close());
    }
    await(vertx.close());
    server.close();
    log.close();
  }

  @Test
  void l13_onlyKeysOfThePrefix_areTold() {
    open(Duration.ofSeconds(1));
    Freshness freshness = awaitFreshness(prefix + "a");

    server.command("HSET", prefix.substring(0, prefix.length() - 1), "f", "1");
    server.command("HSET", "x" + prefix + "a", "f", "1");
    server.command("HSET", prefix + "b", "f", "1");
    server.command("HSET", prefix + "\u20AC {c}", "f", "1");

    eventually(BOUND, () -> assertThat(names.changed).containsExactlyInAnyOrder("b", "\u20AC {c}"));
    assertThat(freshness.holds()).isTrue();
    server.command("PEXPIRE", prefix + "b", "1");
    names.changed.clear();
    eventually(BOUND, () -> assertThat(names.changed).contains("b"));
    server.command("HSET", prefix + "a", "f", "1");
    eventually(BOUND, () -> assertThat(freshness.holds()).isFalse());
  }

  /** {@link System#nanoTime()} may be anything, and overflow. */
  @Test
  void l13_boundHolds_acrossTheEndOfTheClock() {
    open(Duration.ofSeconds(60));
    Freshness freshness = awaitFreshness(prefix + "a");
    server.freeze();

    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(nanos).hasNegativeValue();
    assertThat(freshness.holds()).isTrue();
    nanos.incrementAndGet();
    assertThat(freshness.holds()).isFalse();
  }

  @Test
  void l13_aReplyCounts_fromTheNextProofOnOnly() {
    open(Duration.ofSeconds(60));
    awaitFreshness(prefix + "a");
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());

    // The next question is asked by the new time, and proves that all was told until then.
    awaitFreshness(prefix + "a");
    assertThat(names.all.get()).isLessThanOrEqualTo(1);
  }

  /**
   * vertx-redis-client forgets a command that waits when a push arrives: its reply is recognised
   * all the same, or the connection would be given up as frozen.
   */
  @Test
  void l13_pushesAmongTheAnswers_loseNoAnswer() {
    open(Duration.ofMillis(100), System::nanoTime);
    awaitFreshness(prefix + "a");
    long dropped = names.all.get();
    List<RespClient> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writers.add(server.connect());
    }
    // A question every 25 ms: some dozens of them among thousands of pushes.
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    for (int i = 0; System.nanoTime() - end < 0; i++) {
      writers.get(i % 4).command("HSET", prefix + i % 1000, "f", "1");
    }
    awaitFreshness(prefix + "a");

    assertThat(names.changed).hasSizeGreaterThan(500);
    assertThat(log.text()).doesNotContain("does not answer in time");
    assertThat(names.all.get()).isEqualTo(dropped);
    writers.forEach(RespClient::close);
  }

  @Test
  void l13_serverThatFallsBehind_isLeft() {
    open(Duration.ofSeconds(1));
    Freshness freshness = awaitFreshness(prefix + "a");
    server.freeze();

    eventually(
        BOUND,
        () -> {
          nanos.addAndGet(Duration.ofMillis(100).toNanos());
          assertThat(log.text()).contains("it does not answer in time");
        });
    assertThat(freshness.holds()).isFalse();
    server.thaw();
    Freshness again = awaitFreshness(prefix + "a");
    assertThat(freshness.holds()).isFalse();
    assertThat(names.all.get()).isPositive();
    assertThat(again.holds()).isTrue();
  }

  @Test
  void l13_serverThatBecomesAReplica_isLeft() {
    open(Duration.ofSeconds(60));
    Freshness freshness = awaitFreshness(prefix + "a");

    server.command("REPLICAOF", "127.0.0.1", "1");

    eventually(BOUND, () -> assertThat(freshness.holds()).isFalse());
    assertThat(log.text()).contains("it is not the primary");
    server.command("REPLICAOF", "NO", "ONE");
    awaitFreshness(prefix + "a");
  }

  /** Redis takes CLIENT TRACKING then too, and tells nothing. */
  @Test
  void l13_withoutResp3_thereIsNoConnection() {
    server = RedisServer.start(Acl.nearCacheOptions());
    RedisConfig config = config(TestConfig.redis(server.uri()));
    RedisConnector connector =
        new RedisConnector(
            vertx,
            config,
            URI.create(server.uri() + "?protocol=2"),
            ConnectionSetup.INVALIDATIONS,
            List.of());

    assertThat(failureOf(connector.open())).hasMessage("it has no RESP3");
  }

  @Test
  void l13_overTls_itIsTheSame() throws Exception {
    Certificates authority = new Certificates(directory, "authority");
    Certificates.Signed certificate = authority.sign("server", "ip:127.0.0.1");
    List<String> args = new ArrayList<>(List.of(Acl.nearCacheOptions()));
    args.addAll(List.of("--tls-port", "auto", "--tls-auth-clients", "no"));
    args.addAll(List.of("--tls-cert-file", certificate.certificate().toString()));
    args.addAll(List.of("--tls-key-file", certificate.key().toString()));
    args.addAll(List.of("--tls-ca-cert-file", authority.authority().toString()));
    server = RedisServer.start(args.toArray(String[]::new));
    track(
        TestConfig.redis("rediss://127.0.0.1:" + server.tlsPort())
            .put("tls", new JsonObject().put("caFile", authority.authority().toString())),
        Duration.ofSeconds(1),
        nanos::get);

    Freshness freshness = awaitFreshness(prefix + "a");
    server.command("HSET", prefix + "a", "f", "1");
    eventually(BOUND, () -> assertThat(freshness.holds()).isFalse());
  }

  @Test
  void l13_closed_leavesNoConnection() {
    open(Duration.ofSeconds(1));
    awaitFreshness(prefix + "a");

    await(commands.close());

    eventually(
        BOUND,
        () -> assertThat((String) server.command("CLIENT", "LIST")).doesNotContain(Acl.NEAR_CACHE));
  }

  @Test
  void l13_vertxClosed_leavesNoConnection() {
    open(Duration.ofSeconds(1));
    awaitFreshness(prefix + "a");

    await(vertx.close());

    eventually(
        BOUND,
        () -> assertThat((String) server.command("CLIENT", "LIST")).doesNotContain(Acl.NEAR_CACHE));
  }

  private void open(Duration maxStaleness) {
    open(maxStaleness, nanos::get);
  }

  private void open(Duration maxStaleness, LongSupplier nanoTime) {
    server = RedisServer.start(Acl.nearCacheOptions());
    track(TestConfig.redis(server.uri()), maxStaleness, nanoTime);
  }

  private void track(JsonObject redis, Duration maxStaleness, LongSupplier nanoTime) {
    commands = await(RedisCommands.open(vertx, config(redis), List.of()));
    commands.track(prefix, maxStaleness, nanoTime, names);
  }

  private static RedisConfig config(JsonObject redis) {
    JsonObject config = new JsonObject().put("redis", TestConfig.withNearCacheUser(redis));
    return SessionsConfig.from(config).redis();
  }

  /** Reads until what was read counts for longer. */
  private Freshness awaitFreshness(String key) {
    List<Freshness> found = new ArrayList<>();
    eventually(
        BOUND,
        () -> {
          Optional<Freshness> read =
              await(
                  commands.hgetallTracked(
                      key, (fields, freshness) -> Optional.ofNullable(freshness)));
          assertThat(read).isPresent();
          found.add(read.orElseThrow());
        });
    return found.get(0);
  }
}
