package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.HttpConfig.AddressHeader;
import io.github.redsessions.config.SessionConfig.Concurrency;
import io.github.redsessions.config.SessionConfig.WhenFull;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsConfigTest {

  private static final SessionsConfig DEFAULTS =
      new SessionsConfig(
          new RedisConfig(
              RedisConfig.Mode.STANDALONE,
              List.of(URI.create("redis://127.0.0.1:6379")),
              "mymaster",
              Credentials.NONE,
              Credentials.NONE,
              new TlsConfig(null, null, null, true),
              RedisConfig.Reads.PRIMARY,
              Duration.ofMillis(1000),
              new DurabilityConfig(0, Duration.ofMillis(200), false),
              Duration.ofMillis(500),
              Duration.ofMillis(1000),
              Duration.ZERO,
              RedisConfig.OnOutage.UNAVAILABLE),
          new SessionConfig(
              "vs",
              Duration.ofMinutes(30),
              Duration.ofHours(12),
              Duration.ofMinutes(1),
              65_536,
              Concurrency.MERGE,
              Set.of(),
              false,
              10,
              WhenFull.EVICT,
              Duration.ofSeconds(10),
              Duration.ZERO,
              null,
              Duration.ofSeconds(5),
              100,
              List.of(),
              Duration.ofDays(1),
              2),
          new CookieConfig(
              "__Host-sid", "/", true, true, CookieSameSite.LAX, null, null, false, List.of()),
          new HttpConfig(
              "0.0.0.0",
              8080,
              new IpRanges(List.of()),
              AddressHeader.X_FORWARDED_FOR,
              new HttpTlsConfig(null, null, Duration.ofMinutes(1))),
          new LoginConfig(
              null,
              null,
              15,
              null,
              List.of(),
              new Argon2Config(19_456, 2, 1),
              new ThrottleConfig(5, Duration.ofSeconds(30), Duration.ofHours(1), 100, 30, 600),
              Duration.ofMinutes(10),
              Duration.ofMinutes(10)),
          new AuditConfig(false, 10_000, Duration.ofDays(90)),
          new EncryptionConfig(EncryptionConfig.Mode.NONE, List.of(), null),
          new NearCacheConfig(false, 10_000, 67_108_864, Duration.ofSeconds(1)),
          new MetricsConfig(false, "default"),
          new ManagementConfig("127.0.0.1", null));

  @Test
  void from_emptyObject_givesEveryDefault() {
    assertThat(SessionsConfig.from(new JsonObject())).isEqualTo(DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "session", "cookie", "http", "login"})
  void from_emptySection_givesEveryDefault(String section) {
    assertThat(Configs.read(section, new JsonObject())).isEqualTo(DEFAULTS);
  }

  @Test
  void from_everyKeyGiven_takesEachOne() {
    JsonObject key = JsonObject.of("id", "k-1_A", "secret", "x".repeat(32));
    JsonObject json =
        Configs.of(
            "redis.mode",
            "sentinel",
            "redis.endpoints",
            JsonArray.of("redis://s1.example:7000/3", "redis://s2.example/3"),
            "redis.masterName",
            "sessions",
            "redis.user",
            "app",
            "redis.password",
            "pw",
            "redis.sentinelUser",
            "watch",
            "redis.sentinelPassword",
            "sentinel-pw",
            "redis.reads",
            "replica",
            "redis.maxReplicaLagMs",
            300,
            "redis.durability.replicas",
            2,
            "redis.durability.timeoutMs",
            150,
            "redis.durability.allWrites",
            true,
            "redis.commandTimeoutMs",
            250,
            "redis.connectTimeoutMs",
            750,
            "redis.retryBudgetMs",
            4000,
            "redis.onOutage",
            "anonymous",
            "session.prefix",
            "grüße:*",
            "session.idleTimeoutMs",
            2000,
            "session.absoluteTimeoutMs",
            3000,
            "session.touchIntervalMs",
            100,
            "session.maxBytes",
            1024,
            "session.concurrency",
            "strict",
            "session.keepOnLogin",
            JsonArray.of("cart", "locale"),
            "session.saveOnError",
            true,
            "session.maxPerUser",
            3,
            "session.whenFull",
            "reject",
            "session.rotationGraceMs",
            2000,
            "session.renewalTimeoutMs",
            0,
            "session.pseudonymKey",
            "p".repeat(32),
            "session.socketCheckMs",
            700,
            "session.unknownIdsPerMinute",
            42,
            "cookie.name",
            "sid",
            "cookie.path",
            "/app",
            "cookie.secure",
            true,
            "cookie.httpOnly",
            false,
            "cookie.sameSite",
            "Strict",
            "cookie.domain",
            "example.com",
            "cookie.maxAgeMs",
            2500,
            "cookie.partitioned",
            true,
            "cookie.signingKeys",
            JsonArray.of(key),
            "http.host",
            "::1",
            "http.port",
            0,
            "http.trustProxy",
            JsonArray.of("10.0.0.0/8", "::1"),
            "http.addressHeader",
            "Forwarded",
            "http.tls.certFile",
            "pom.xml",
            "http.tls.keyFile",
            "LICENSE",
            "http.tls.reloadMs",
            500,
            "login.accountsFile",
            "conf/accounts.json",
            "login.hint",
            "log in as demo",
            "login.minPasswordLength",
            8,
            "login.passwordBlocklist",
            "conf/blocked.txt",
            "login.passwordContext",
            JsonArray.of("acme", "shop"),
            "login.argon2.memoryKib",
            65_536,
            "login.argon2.passes",
            3,
            "login.argon2.lanes",
            2,
            "login.throttle.freeFailures",
            3,
            "login.throttle.firstDelayMs",
            200,
            "login.throttle.maxDelayMs",
            400,
            "login.throttle.disableAfter",
            7,
            "login.throttle.addressPerMinute",
            11,
            "login.throttle.globalPerMinute",
            12,
            "login.elevationMs",
            2000,
            "login.freshMs",
            0,
            "audit.stream",
            true,
            "audit.streamMaxLength",
            500,
            "audit.streamTtlMs",
            60_000,
            "session.types",
            JsonArray.of("com.example.Cart", "com.example.Shop$Theme"),
            "session.quarantineMs",
            5000,
            "session.format",
            1,
            "encryption.mode",
            "key",
            "encryption.keys",
            JsonArray.of(JsonObject.of("id", "e1", "secret", "e".repeat(32))),
            "encryption.acceptPlaintextUntil",
            "2026-12-01T01:00:00+01:00",
            "nearCache.maxEntries",
            7,
            "nearCache.maxBytes",
            70_000,
            "nearCache.maxStalenessMs",
            200,
            "metrics.enabled",
            true,
            "metrics.registryName",
            "sessions",
            "management.host",
            "::1",
            "management.port",
            8081);
    String before = json.encode();

    SessionsConfig config = SessionsConfig.from(json);

    assertThat(config.redis())
        .isEqualTo(
            new RedisConfig(
                RedisConfig.Mode.SENTINEL,
                List.of(
                    URI.create("redis://s1.example:7000/3"),
                    URI.create("redis://s2.example:26379/3")),
                "sessions",
                new Credentials("app", new Secret("pw")),
                new Credentials("watch", new Secret("sentinel-pw")),
                new TlsConfig(null, null, null, true),
                RedisConfig.Reads.REPLICA,
                Duration.ofMillis(300),
                new DurabilityConfig(2, Duration.ofMillis(150), true),
                Duration.ofMillis(250),
                Duration.ofMillis(750),
                Duration.ofMillis(4000),
                RedisConfig.OnOutage.ANONYMOUS));
    assertThat(config.session())
        .isEqualTo(
            new SessionConfig(
                "grüße:*",
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMillis(100),
                1024,
                Concurrency.STRICT,
                Set.of("cart", "locale"),
                true,
                3,
                WhenFull.REJECT,
                Duration.ofMillis(2000),
                Duration.ZERO,
                new Secret("p".repeat(32)),
                Duration.ofMillis(700),
                42,
                List.of("com.example.Cart", "com.example.Shop$Theme"),
                Duration.ofSeconds(5),
                1));
    List<SigningKey> keys = config.cookie().signingKeys();
    assertThat(keys).extracting(SigningKey::id).containsExactly("k-1_A");
    assertThat(keys).extracting(k -> k.secret().reveal()).containsExactly("x".repeat(32));
    assertThat(config.cookie())
        .isEqualTo(
            new CookieConfig(
                "sid",
                "/app",
                true,
                false,
                CookieSameSite.STRICT,
                "example.com",
                Duration.ofMillis(2500),
                true,
                keys));
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "::1",
                0,
                new IpRanges(List.of("10.0.0.0/8", "::1")),
                AddressHeader.FORWARDED,
                new HttpTlsConfig(Path.of("pom.xml"), Path.of("LICENSE"), Duration.ofMillis(500))));
    assertThat(config.login())
        .isEqualTo(
            new LoginConfig(
                Path.of("conf/accounts.json"),
                "log in as demo",
                8,
                Path.of("conf/blocked.txt"),
                List.of("acme", "shop"),
                new Argon2Config(65_536, 3, 2),
                new ThrottleConfig(3, Duration.ofMillis(200), Duration.ofMillis(400), 7, 11, 12),
                Duration.ofSeconds(2),
                Duration.ZERO));
    assertThat(config.audit()).isEqualTo(new AuditConfig(true, 500, Duration.ofMinutes(1)));
    assertThat(config.encryption())
        .isEqualTo(
            new EncryptionConfig(
                EncryptionConfig.Mode.KEY,
                List.of(new EncryptionConfig.EncryptionKey("e1", new Secret("e".repeat(32)))),
                Instant.parse("2026-12-01T00:00:00Z")));
    assertThat(config.nearCache())
        .isEqualTo(new NearCacheConfig(false, 7, 70_000, Duration.ofMillis(200)));
    assertThat(config.metrics()).isEqualTo(new MetricsConfig(true, "sessions"));
    assertThat(config.management()).isEqualTo(new ManagementConfig("::1", 8081));
    assertThat(json.encode()).isEqualTo(before);
  }

  @Test
  void from_embedded_hasNoEndpoint() {
    assertThat(Configs.read("redis.mode", "embedded").redis().endpoints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"standalone, 6379", "sentinel, 26379", "replication, 6379", "cluster, 6379"})
  void endpoints_notGiven_areThisMachineAtThePortOfTheMode(String mode, int port) {
    assertThat(Configs.read("redis.mode", mode).redis().endpoints())
        .containsExactly(URI.create("redis://127.0.0.1:" + port));
  }

  @ParameterizedTest
  @CsvSource({
    "embedded, 0",
    "standalone, 0",
    "sentinel, 6000",
    "replication, 6000",
    "cluster, 6000"
  })
  void retryBudget_notGiven_isOnlyWhereAnotherServerCanTakeOver(String mode, int millis) {
    assertThat(Configs.read("redis.mode", mode).redis().retryBudget()).hasMillis(millis);
    assertThat(Configs.read("redis.mode", mode, "redis.retryBudgetMs", 7).redis().retryBudget())
        .hasMillis(7);
  }

  @ParameterizedTest
  @CsvSource({"1000, 100", "599999, 59999", "600000, 60000", "1800000, 60000"})
  void touchInterval_notGiven_isATenthOfIdleUpToAMinute(int idleMs, int touchMs) {
    Duration touch = Configs.read("session.idleTimeoutMs", idleMs).session().touchInterval();

    assertThat(touch).hasMillis(touchMs);
  }

  /** The keys that the README documents; one more or one less here is a change for every user. */
  @Test
  void keys_areExactlyTheDocumentedOnes() {
    assertThat(SessionsConfig.keys())
        .containsExactlyInAnyOrder(
            "redis.mode",
            "redis.endpoints",
            "redis.masterName",
            "redis.user",
            "redis.password",
            "redis.sentinelUser",
            "redis.sentinelPassword",
            "redis.tls.caFile",
            "redis.tls.certFile",
            "redis.tls.keyFile",
            "redis.tls.verifyHostname",
            "redis.reads",
            "redis.maxReplicaLagMs",
            "redis.durability.replicas",
            "redis.durability.timeoutMs",
            "redis.durability.allWrites",
            "redis.commandTimeoutMs",
            "redis.connectTimeoutMs",
            "redis.retryBudgetMs",
            "redis.onOutage",
            "session.prefix",
            "session.idleTimeoutMs",
            "session.absoluteTimeoutMs",
            "session.touchIntervalMs",
            "session.maxBytes",
            "session.concurrency",
            "session.keepOnLogin",
            "session.saveOnError",
            "session.maxPerUser",
            "session.whenFull",
            "session.rotationGraceMs",
            "session.renewalTimeoutMs",
            "session.pseudonymKey",
            "session.socketCheckMs",
            "session.unknownIdsPerMinute",
            "cookie.name",
            "cookie.path",
            "cookie.secure",
            "cookie.httpOnly",
            "cookie.sameSite",
            "cookie.domain",
            "cookie.maxAgeMs",
            "cookie.partitioned",
            "cookie.signingKeys",
            "http.host",
            "http.port",
            "http.trustProxy",
            "http.addressHeader",
            "http.tls.certFile",
            "http.tls.keyFile",
            "http.tls.reloadMs",
            "login.accountsFile",
            "login.hint",
            "login.minPasswordLength",
            "login.passwordBlocklist",
            "login.passwordContext",
            "login.argon2.memoryKib",
            "login.argon2.passes",
            "login.argon2.lanes",
            "login.throttle.freeFailures",
            "login.throttle.firstDelayMs",
            "login.throttle.maxDelayMs",
            "login.throttle.disableAfter",
            "login.throttle.addressPerMinute",
            "login.throttle.globalPerMinute",
            "login.elevationMs",
            "login.freshMs",
            "audit.stream",
            "audit.streamMaxLength",
            "audit.streamTtlMs",
            "session.types",
            "session.quarantineMs",
            "session.format",
            "encryption.mode",
            "encryption.keys",
            "encryption.acceptPlaintextUntil",
            "nearCache.enabled",
            "nearCache.maxEntries",
            "nearCache.maxBytes",
            "nearCache.maxStalenessMs",
            "metrics.enabled",
            "metrics.registryName",
            "management.host",
            "management.port");
  }

  @Test
  void from_manyMistakes_reportsAllAtOnceAndReadably() {
    JsonObject json =
        Configs.of(
            "redis.mode", "clustre",
            "redis.pasword", "SECRET",
            "session.maxBytes", 63,
            "session.idleTimeoutMs", "30m",
            "cookie", "none",
            "http.port", 8080.5,
            "metrix", true);

    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> SessionsConfig.from(json, Map.of()));

    assertThat(e)
        .hasMessage(
            """
            The configuration has 7 problems:
              redis.mode: found "clustre", allowed embedded, standalone, sentinel, replication or \
            cluster
              redis.pasword: found an unknown key; did you mean redis.password?, allowed \
            commandTimeoutMs, connectTimeoutMs, durability, endpoints, masterName, maxReplicaLagMs, \
            mode, onOutage, password, reads, retryBudgetMs, sentinelPassword, sentinelUser, tls, user
              session.idleTimeoutMs: found "30m", allowed a whole number of milliseconds from 1000 \
            to 34560000000
              session.maxBytes: found 63, allowed a whole number from 64 to 1048576
              cookie: found a text of 4 characters, allowed an object with keys
              http.port: found 8080.5, allowed a whole number from 0 to 65535
              metrix: found an unknown key; did you mean metrics?, allowed audit, cookie, encryption, http, \
            login, management, metrics, nearCache, redis, session""");
    assertThat(e.problems()).hasSize(7).allSatisfy(p -> assertThat(e).hasMessageContaining(p));
    assertThat(e.getStackTrace()).isEmpty();
  }

  @Test
  void configException_ofOneProblem_saysOne() {
    assertThat(new ConfigException(List.of("a.b: found 1, allowed 2")))
        .hasMessage("The configuration has 1 problem:\n  a.b: found 1, allowed 2");
  }

  @Test
  void nearCache_withReadsOfReplicas_isRefused() {
    assertThat(
            Configs.problems(
                "redis.mode", "sentinel", "redis.reads", "replica", "nearCache.enabled", true))
        .containsExactly("nearCache.enabled: found true, allowed false with redis.reads replica");
    assertThat(Configs.read("nearCache.enabled", true).nearCache().enabled()).isTrue();
  }

  @Test
  void encryption_byKeyWithoutKeys_isRefused() {
    assertThat(Configs.problems("encryption.mode", "key"))
        .containsExactly("encryption.keys: found none, allowed 1 or more with encryption.mode key");
    assertThat(Configs.problems("encryption.mode", "cookie")).isEmpty();
  }
}
