package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of what each key takes and what it refuses. */
class ConfigBoundsTest {

  private static final long DAYS_400 = 34_560_000_000L;
  private static final String LONE_SURROGATE = "a\ud83d";

  private static Arguments key(String path, List<Object> allowed, List<Object> refused) {
    return arguments(path, allowed, refused);
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        key(
            "redis.mode",
            of("embedded", "standalone", "sentinel", "replication", "cluster"),
            of("STANDALONE", "sentinels", "")),
        key(
            "redis.endpoints",
            of(list("redis://h"), list("REDIS://[::1]:65535/15"), list("redis://h:1/")),
            of(list("redis://h:0"), list("redis://h:65536"), list("redis://h/16"), list(1))),
        key("redis.password", of("p"), of("", LONE_SURROGATE, Map.of("env", "A", "file", "b"))),
        key(
            "redis.masterName",
            of("m", "my-Master_1.a:b/c", "x".repeat(128)),
            of("", "x".repeat(129), "a b", "a\n", "ä")),
        key("redis.sentinelPassword", of("p"), of("", LONE_SURROGATE)),
        key("redis.reads", of("primary", "replica"), of("Replica", "replicas", "")),
        key("redis.maxReplicaLagMs", of(50, 60_000), of(49, 60_001, 100.0)),
        key("redis.durability.replicas", of(0, 1, 5), of(-1, 6, 1.0)),
        key("redis.durability.timeoutMs", of(10, 10_000), of(9, 10_001)),
        key("redis.durability.allWrites", of(true, false), of("true", 1)),
        key("redis.retryBudgetMs", of(0, 60_000), of(-1, 60_001)),
        key("redis.onOutage", of("unavailable", "anonymous"), of("Anonymous", "503", "")),
        key("redis.commandTimeoutMs", of(10, 60_000), of(9, 60_001, -1, 10.5, 500.0)),
        key("redis.connectTimeoutMs", of(10, 60_000), of(9, 60_001)),
        key(
            "session.prefix",
            of("a", "x".repeat(128), "ä".repeat(64), "{a}*?[ \n"),
            of("", "x".repeat(129), "ä".repeat(65), LONE_SURROGATE)),
        key("session.idleTimeoutMs", of(1000, 43_200_000), of(999, DAYS_400 + 1)),
        key("session.absoluteTimeoutMs", of(1_000, DAYS_400), of(999, DAYS_400 + 1)),
        key("session.touchIntervalMs", of(0, 900_000), of(-1, 900_001)),
        key(
            "session.maxBytes",
            of(64, 1_048_576, (short) 300),
            of(63, 1_048_577, BigInteger.TWO.pow(64).add(BigInteger.valueOf(1024)))),
        key("session.concurrency", of("merge", "strict"), of("Merge", "optimistic")),
        key(
            "session.keepOnLogin",
            of(list(), list("a", "b")),
            of(list(""), list("a", "a"), list(1), list(LONE_SURROGATE))),
        key("session.saveOnError", of(true, false), of("true", 1)),
        key("session.maxPerUser", of(1, 1000), of(0, 1001, "10", 1.5)),
        key("session.whenFull", of("evict", "reject"), of("EVICT", "drop", true)),
        key("session.rotationGraceMs", of(0, 600_000), of(-1, 600_001, "0")),
        key(
            "session.renewalTimeoutMs",
            of(0, 60_000, 43_199_999),
            of(-1, 1, 59_999, 43_200_000, DAYS_400 + 1, "0", 60_000.5)),
        key("session.pseudonymKey", of("k".repeat(32)), of("k".repeat(31), "")),
        key("session.socketCheckMs", of(100, 600_000), of(99, 600_001)),
        key("session.unknownIdsPerMinute", of(1, 1_000_000), of(0, 1_000_001)),
        key(
            "session.types",
            of(list(), list("a.B", "a.b.C$D_1", "x.".repeat(99) + "xx")),
            of(
                list("B"),
                list("a.B", "a.B"),
                list("a..B"),
                list("[La.B;"),
                list("a.1"),
                list("x.".repeat(99) + "xxx"),
                list(1))),
        key("session.quarantineMs", of(1000, DAYS_400), of(999, DAYS_400 + 1)),
        key("session.format", of(1, 2), of(0, 3, "2")),
        key("encryption.mode", of("none", "key", "cookie"), of("None", "aes", "")),
        key(
            "encryption.keys",
            of(list(), list(ring("x".repeat(32), 32), ring("B-_9", 64))),
            of(
                list(ring("a", 31)),
                list(ring("a b", 32)),
                list(ring("a", 32), ring("a", 33)),
                list(JsonObject.of("id", "a")),
                list("x".repeat(32)))),
        key(
            "encryption.acceptPlaintextUntil",
            of("2026-12-31T23:59:00Z", "2026-12-31T23:59:00.5+01:00"),
            of("", "2026-12-31", "2026-12-31T23:59:00", "tomorrow")),
        key("nearCache.enabled", of(true, false), of("true", 1)),
        key("nearCache.maxEntries", of(1, 1_000_000), of(0, 1_000_001)),
        key("nearCache.maxBytes", of(65_536, Integer.MAX_VALUE), of(65_535, 1L << 31)),
        key("nearCache.maxStalenessMs", of(100, 60_000), of(99, 60_001)),
        key("metrics.enabled", of(true, false), of("true", 1)),
        key(
            "metrics.registryName",
            of("default", "a", "A.b_c-9", "x".repeat(64)),
            of("", "x".repeat(65), "a b", "a/b", "\u00e4", 1)),
        key("management.host", of("127.0.0.1", "::1", "ops.example"), of("", "a b", "a/b", 1)),
        key("management.port", of(0, 65_535), of(-1, 65_536, "8081", 1.5)),
        key(
            "cookie.name",
            of("a", "x".repeat(128), "!#$%&'*+-.^_`|~"),
            of("", "x".repeat(129), "a b", "a=b", "a;b", "a\n", "sid\u00e4", "(a)")),
        key("cookie.path", of("/"), of("", "app", "/a;b", "/a\r", "/ä")),
        key("cookie.secure", of(true), of("true", 1)),
        key("cookie.httpOnly", of(true, false), of("false", 0)),
        key("cookie.sameSite", of("Strict", "Lax", "None"), of("lax", "NONE", "")),
        key(
            "cookie.domain",
            of("localhost", "a-1.example.com", "x".repeat(63) + ".com"),
            of("", ".a.com", "x".repeat(64) + ".com", "a.com;", "a\n", "x.".repeat(126) + "xx")),
        key("cookie.maxAgeMs", of(1000, DAYS_400), of(999, DAYS_400 + 1, 1000.0)),
        key("cookie.partitioned", of(true, false), of("true", 1)),
        key(
            "cookie.signingKeys",
            of(list(), list(ring("a", 32)), list(ring("x".repeat(32), 32), ring("B-_9", 64))),
            of(
                list(ring("a", 31)),
                list(ring("", 32)),
                list(ring("x".repeat(33), 32)),
                list(ring("a b", 32)),
                list(ring("a\n", 32)),
                list(ring("a", 32), ring("a", 33)),
                list(JsonObject.of("id", "a")),
                list(JsonObject.of("secret", "x".repeat(32))),
                list("x".repeat(32)))),
        key("http.host", of("localhost", "::1", "10.0.0.1", "fe80::1%eth0"), of("", "a b", "a/b")),
        key("http.port", of(0, 65_535), of(-1, 65_536)),
        key(
            "http.trustProxy",
            of(list(), list("10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8")),
            of(list(""), list("proxy"), list("10.0.0.1/8"), list("10.0.0.0/33"), list(1))),
        key("http.addressHeader", of("Forwarded"), of("forwarded", "X-Real-IP")),
        key("http.tls.reloadMs", of(100, 86_400_000), of(99, 86_400_001, "1000")),
        key("login.accountsFile", of("a.json", "/a/b c.json"), of("", " ", "a\u0000b")),
        key("login.hint", of("x", "ä".repeat(200)), of("", "x".repeat(201), "a\nb", "a\u2028b")),
        key("audit.stream", of(true, false), of("true", 1)),
        key("audit.streamMaxLength", of(100, 10_000_000), of(99, 10_000_001, "100")),
        key("audit.streamTtlMs", of(1_000, DAYS_400), of(999, DAYS_400 + 1)),
        key("login.minPasswordLength", of(8, 64), of(7, 65, 15.5)),
        key("login.passwordBlocklist", of("a.txt"), of("", " ", "a\u0000b")),
        key(
            "login.passwordContext",
            of(list(), list("abc", "x".repeat(64))),
            of(list("ab"), list("x".repeat(65)), list("a\nb"), list(1))),
        key("login.argon2.memoryKib", of(19_456, 1_048_576), of(19_455, 1_048_577)),
        key("login.argon2.passes", of(2, 100), of(1, 101)),
        key("login.argon2.lanes", of(1, 16), of(0, 17)),
        key("login.throttle.freeFailures", of(1, 15), of(0, 16)),
        key("login.throttle.firstDelayMs", of(100, 3_600_000), of(99, 3_600_001)),
        key("login.throttle.maxDelayMs", of(100, 86_400_000), of(99, 86_400_001)),
        key("login.throttle.disableAfter", of(6, 100), of(5, 101)),
        key("login.throttle.addressPerMinute", of(1, 100_000), of(0, 100_001)),
        key("login.throttle.globalPerMinute", of(1, 1_000_000), of(0, 1_000_001)),
        key("login.elevationMs", of(1000, 86_400_000), of(999, 86_400_001)),
        key("login.freshMs", of(0, 86_400_000), of(-1, 86_400_001)));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void value_inBounds_isTaken(String path, List<Object> allowed, List<Object> refused) {
    assertThat(allowed)
        .allSatisfy(value -> assertThat(problems(path, value)).as("" + value).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void value_outOfBounds_isRefusedWithPathFoundAndAllowed(
      String path, List<Object> allowed, List<Object> refused) {
    assertThat(refused)
        .allSatisfy(
            value ->
                assertThat(problems(path, value))
                    .as("" + value)
                    .singleElement()
                    .asString()
                    .startsWith(path)
                    .containsSubsequence(": found ", ", allowed "));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void value_ofAnotherType_isRefusedWithPathFoundAndAllowed(
      String path, List<Object> allowed, List<Object> refused) {
    List<Object> others = of(42, true, "text", list("a"), Map.of("a", 1), Instant.EPOCH, null);
    others.removeIf(other -> other != null && sort(other).equals(sort(allowed.get(0))));
    others.add(new Object());

    assertThat(others)
        .hasSize(7)
        .allSatisfy(
            value ->
                assertThat(problems(path, value))
                    .as("" + value)
                    .singleElement()
                    .asString()
                    .startsWith(path + ": found ")
                    .contains(", allowed "));
  }

  /** A key without a row in the table would be a key without a test. */
  @Test
  void table_hasARowForEveryKey() {
    List<String> rows = new ArrayList<>(keys().map(row -> (String) row.get()[0]).toList());
    // A user without a password is a contradiction: it has its own test.
    rows.addAll(List.of("redis.user", "redis.sentinelUser"));
    // Those of TLS need an endpoint with TLS: TlsConfigTest.
    rows.addAll(SessionsConfig.keys().stream().filter(k -> k.startsWith("redis.tls.")).toList());
    // These two need one another: HttpTlsConfigTest.
    rows.addAll(List.of("http.tls.certFile", "http.tls.keyFile"));

    assertThat(rows).containsExactlyInAnyOrderElementsOf(SessionsConfig.keys());
  }

  @Test
  void date_writtenWithoutQuotes_isRefusedAndNotTurnedIntoText() {
    assertThat(Configs.problems("session.prefix", Instant.EPOCH))
        .containsExactly(
            "session.prefix: found a date (a text needs quotes here), allowed 1 to 128 bytes of"
                + " UTF-8");
  }

  @Test
  void keyWithoutAValue_isRefusedWithAdvice() {
    assertThat(Configs.problems("http", null))
        .containsExactly(
            "http: found no value (leave the key out to get its default), allowed an object with"
                + " keys");
  }

  @Test
  void foundText_thatIsLong_isCutAndEscaped() {
    assertThat(Configs.problems("http.host", "\u001b[31m\n" + "x".repeat(200)))
        .singleElement()
        .asString()
        .contains("\\u001b[31m\\u000axxx", "(206 characters)")
        .hasSizeLessThan(220);
  }

  /** The problems of a key beside the others that it needs. */
  private static List<String> problems(String path, Object value) {
    return switch (path) {
      case "redis.masterName", "redis.sentinelPassword" ->
          Configs.problems("redis.mode", "sentinel", path, value);
      case "redis.reads" -> Configs.problems("redis.mode", "cluster", path, value);
      case "redis.durability.allWrites" ->
          Configs.problems("redis.durability.replicas", 1, path, value);
      case "encryption.mode" ->
          Configs.problems(path, value, "encryption.keys", new JsonArray(List.of(ring("k", 32))));
      case "cookie.domain" -> Configs.problems("cookie.name", "sid", path, value);
      case "cookie.maxAgeMs" ->
          Configs.problems("session.absoluteTimeoutMs", DAYS_400, path, value);
      default -> Configs.problems(path, value);
    };
  }

  private static Class<?> sort(Object value) {
    Object plain = ConfigObject.plain(value);
    return Stream.<Class<?>>of(Number.class, List.class, Map.class, Boolean.class, String.class)
        .filter(type -> type.isInstance(plain))
        .findFirst()
        .orElse(Object.class);
  }

  private static JsonObject ring(String id, int secretBytes) {
    return JsonObject.of("id", id, "secret", "x".repeat(secretBytes));
  }

  private static JsonArray list(Object... items) {
    return new JsonArray(Arrays.asList(items));
  }

  private static List<Object> of(Object... items) {
    return new ArrayList<>(Arrays.asList(items));
  }
}
