package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are fine alone and not together. Row C2 of the security checklist. */
class ContradictionsTest {

  @Test
  void standalone_withTwoEndpointsOrNone_isRefused() {
    assertThat(Configs.problems("redis.endpoints", JsonArray.of("redis://a", "redis://b")))
        .containsExactly("redis.endpoints: found 2, allowed exactly 1 with redis.mode standalone");
    assertThat(Configs.problems("redis.endpoints", new JsonArray()))
        .containsExactly("redis.endpoints: found 0, allowed exactly 1 with redis.mode standalone");
  }

  @Test
  void managementPort_thatIsThePublicOne_isRefused() {
    assertThat(Configs.problems("http.port", 8081, "management.port", 8081))
        .containsExactly("management.port: found 8081, allowed any but that of http.port");
    assertThat(Configs.problems("http.port", 0, "management.port", 0)).isEmpty();
  }

  @Test
  void t6_renewalWithinTheGrace_orNotWithinTheLife_isRefused() {
    assertThat(
            Configs.problems("session.renewalTimeoutMs", 60_000, "session.rotationGraceMs", 60_000))
        .containsExactly(
            "session.renewalTimeoutMs: found 60000, allowed 0, or more than session.rotationGraceMs:"
                + " after a second renewal within it, the first id would not be known any more");
    assertThat(
            Configs.problems("session.renewalTimeoutMs", 60_001, "session.rotationGraceMs", 60_000))
        .isEmpty();
    assertThat(
            Configs.problems(
                "session.renewalTimeoutMs", 60_000, "session.absoluteTimeoutMs", 60_000))
        .containsExactly(
            "session.renewalTimeoutMs: found 60000, allowed 0, or less than"
                + " session.absoluteTimeoutMs: no session would live to see it");
    assertThat(
            Configs.problems(
                "session.renewalTimeoutMs", 60_000, "session.absoluteTimeoutMs", 60_001))
        .isEmpty();
    assertThat(Configs.problems("session.renewalTimeoutMs", 59_999))
        .containsExactly(
            "session.renewalTimeoutMs: found 59999, allowed 0, or a whole number of milliseconds"
                + " from 60000 to 34560000000");
  }

  @Test
  void embedded_withAnEndpoint_isRefused() {
    assertThat(
            Configs.problems(
                "redis.mode", "embedded", "redis.endpoints", JsonArray.of("redis://localhost")))
        .containsExactly(
            "redis.endpoints: found 1, allowed none with redis.mode embedded, which starts its"
                + " own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sentinel", "replication", "cluster"})
  void fleet_withoutAnEndpoint_isRefused(String mode) {
    assertThat(Configs.problems("redis.mode", mode, "redis.endpoints", new JsonArray()))
        .containsExactly("redis.endpoints: found 0, allowed 1 or more with redis.mode " + mode);
    JsonArray three = JsonArray.of("redis://a", "redis://b:1", "redis://[::1]");
    assertThat(Configs.problems("redis.mode", mode, "redis.endpoints", three)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://a/1 rediss://b/1, 'redis:// and rediss://, allowed the same in each'",
    "redis://a/1 redis://b/2, 'different databases, allowed the same in each'",
    "redis://a/1 redis://b, 'different databases, allowed the same in each'",
    "redis://a redis://A, 'one server twice, allowed once each'",
    "redis://:p@a redis://b:7 redis://:p@a:6379, 'one server twice, allowed once each'",
    "redis://u:p@a redis://u:q@b, 'URLs with different credentials, allowed the same in each, or"
        + " redis.user and redis.password'",
    "redis://u:p@a redis://b, 'URLs with different credentials, allowed the same in each, or"
        + " redis.user and redis.password'"
  })
  void endpoints_thatDiffer_areRefused(String urls, String found) {
    assertThat(Configs.problems("redis.mode", "replication", "redis.endpoints", list(urls)))
        .first()
        .isEqualTo("redis.endpoints: found " + found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://a/0 redis://b/",
        "redis://a/1 redis://b/1",
        "redis://u:p@a redis://u:p@b"
      })
  void endpoints_thatAreAlike_areTaken(String urls) {
    assertThat(Configs.problems("redis.mode", "replication", "redis.endpoints", list(urls)))
        .isEmpty();
  }

  /** A list of the wrong length is one mistake, whatever is in it. */
  @ParameterizedTest
  @ValueSource(strings = {"standalone", "embedded"})
  void endpoints_thatAreTooMany_areOneProblem(String mode) {
    JsonArray urls = JsonArray.of("redis://u:p@a", "rediss://b/1", "redis://u:p@a");

    assertThat(Configs.problems("redis.mode", mode, "redis.endpoints", urls))
        .singleElement()
        .asString()
        .startsWith("redis.endpoints: found 3, allowed ");
  }

  @Test
  void cluster_withADatabase_isRefused() {
    JsonArray urls = JsonArray.of("redis://a/1", "redis://b/1");

    assertThat(Configs.problems("redis.mode", "cluster", "redis.endpoints", urls))
        .containsExactly(
            "redis.endpoints: found a database, allowed none but 0 with redis.mode cluster");
    assertThat(
            Configs.problems(
                "redis.mode", "cluster", "redis.endpoints", JsonArray.of("redis://a/0")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis.user", "redis.password"})
  void embedded_withCredentials_isRefusedOnce(String key) {
    assertThat(Configs.problems("redis.mode", "embedded", key, "SECRET"))
        .containsExactly(
            key + ": found together with redis.mode embedded, allowed only with the other modes");
  }

  @ParameterizedTest
  @CsvSource({
    "embedded, masterName",
    "standalone, masterName",
    "standalone, sentinelUser",
    "standalone, sentinelPassword",
    "replication, masterName",
    "cluster, sentinelUser"
  })
  void keysOfSentinel_withAnotherMode_areRefusedOnce(String mode, String key) {
    assertThat(Configs.problems("redis.mode", mode, "redis." + key, "x"))
        .containsExactly(
            "redis."
                + key
                + ": found together with redis.mode "
                + mode
                + ", allowed only with sentinel");
  }

  @Test
  void sentinelUser_withoutSentinelPassword_isRefused() {
    assertThat(
            Configs.problems(
                "redis.mode", "sentinel", "redis.sentinelUser", "a", "redis.password", "p"))
        .containsExactly(
            "redis.sentinelUser: found without redis.sentinelPassword, allowed only together");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "embedded"})
  void replicaReads_whereNoReplicaIsKnown_areRefused(String mode) {
    assertThat(Configs.problems("redis.mode", mode, "redis.reads", "replica"))
        .containsExactly(
            "redis.reads: found replica together with redis.mode "
                + mode
                + ", allowed only with sentinel, replication or cluster");
    assertThat(Configs.problems("redis.mode", mode, "redis.reads", "primary")).isEmpty();
  }

  @Test
  void durability_withEmbedded_isRefused() {
    assertThat(Configs.problems("redis.mode", "embedded", "redis.durability.replicas", 1))
        .containsExactly(
            "redis.durability.replicas: found more than 0 together with redis.mode embedded, allowed"
                + " only with the other modes");
    assertThat(Configs.problems("redis.mode", "embedded", "redis.durability.replicas", 0))
        .isEmpty();
    assertThat(Configs.problems("redis.durability.replicas", 1)).isEmpty();
  }

  @Test
  void durabilityOfAllWrites_withoutReplicas_isRefused() {
    assertThat(Configs.problems("redis.durability.allWrites", true))
        .containsExactly(
            "redis.durability.allWrites: found true, allowed only with redis.durability.replicas of"
                + " 1 or more");
    assertThat(Configs.problems("redis.durability.allWrites", true, "redis.durability.replicas", 9))
        .singleElement()
        .asString()
        .startsWith("redis.durability.replicas: found 9");
  }

  @Test
  void rulesOverTheMode_waitUntilItIsValid() {
    assertThat(
            Configs.problems(
                "redis.mode",
                "sentinle",
                "redis.endpoints",
                JsonArray.of("redis://:s@a", "redis://:s@b"),
                "redis.masterName",
                "m",
                "redis.user",
                "u",
                "redis.password",
                "p",
                "redis.reads",
                "replica"))
        .singleElement()
        .asString()
        .startsWith("redis.mode: found \"sentinle\"");
  }

  @Test
  void user_withoutPassword_isRefused() {
    assertThat(Configs.problems("redis.user", "app"))
        .containsExactly("redis.user: found without redis.password, allowed only together");
    assertThat(Configs.problems("redis.user", "app", "redis.password", "p")).isEmpty();
    assertThat(Configs.problems("redis.password", "p")).isEmpty();
  }

  @Test
  void user_thatIsEmpty_isRefused() {
    assertThat(Configs.problems("redis.user", "", "redis.password", "p"))
        .containsExactly("redis.user: found an empty text, allowed any text but an empty one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis.user", "redis.password"})
  void credentials_inTheUrlAndBesideIt_areRefused(String key) {
    JsonArray url = JsonArray.of("redis://app:SECRET@h");

    assertThat(Configs.problems("redis.endpoints", url, key, "x"))
        .contains(
            "redis.endpoints: found credentials in the URL and redis.user or redis.password,"
                + " allowed one of the two");
  }

  /** A sentinel's URL carries the credentials of the sentinel: those of Redis may stand beside. */
  @Test
  void credentials_inTheUrlOfASentinel_areTheSentinels() {
    JsonArray urls = JsonArray.of("redis://watch:s@a", "redis://watch:s@b");

    RedisConfig redis =
        Configs.read(
                "redis.mode",
                "sentinel",
                "redis.endpoints",
                urls,
                "redis.user",
                "app",
                "redis.password",
                "p")
            .redis();
    assertThat(redis.credentials()).isEqualTo(new Credentials("app", new Secret("p")));
    assertThat(redis.sentinelCredentials()).isEqualTo(new Credentials("watch", new Secret("s")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis.sentinelUser", "redis.sentinelPassword"})
  void credentials_inTheUrlOfASentinelAndBesideIt_areRefused(String key) {
    JsonArray url = JsonArray.of("redis://app:SECRET@h");

    assertThat(Configs.problems("redis.mode", "sentinel", "redis.endpoints", url, key, "x"))
        .contains(
            "redis.endpoints: found credentials in the URL and redis.sentinelUser or"
                + " redis.sentinelPassword, allowed one of the two");
  }

  @Test
  void absoluteTimeout_underIdleTimeout_isNone_sinceTheShorterOneHolds() {
    assertThat(Configs.problems("session.idleTimeoutMs", 5000, "session.absoluteTimeoutMs", 4999))
        .isEmpty();
    assertThat(Configs.problems("session.absoluteTimeoutMs", 1000)).isEmpty();
    assertThat(Configs.problems("session.idleTimeoutMs", 43_200_001)).isEmpty();
  }

  @Test
  void touchInterval_overHalfOfIdle_isRefusedWithTheReason() {
    assertThat(Configs.problems("session.idleTimeoutMs", 1000, "session.touchIntervalMs", 501))
        .containsExactly(
            "session.touchIntervalMs: found 501, allowed a whole number of milliseconds from 0 to"
                + " 500 (half of session.idleTimeoutMs: with more, a session could expire under an"
                + " active user)");
  }

  @Test
  void rulesOverTwoKeys_waitUntilBothAreValid() {
    assertThat(
            Configs.problems(
                "session.idleTimeoutMs",
                "x",
                "session.absoluteTimeoutMs",
                1000,
                "session.touchIntervalMs",
                10_000_000,
                "cookie.name",
                "__Host-a b",
                "cookie.secure",
                false,
                "cookie.path",
                "/app"))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("session.idleTimeoutMs: "),
            p -> assertThat(p).startsWith("cookie.name: "));
  }

  @Test
  void insecureCookie_withTheDefaultName_isToldToTakeAnother() {
    assertThat(Configs.problems("cookie.secure", false))
        .singleElement()
        .asString()
        .startsWith("cookie.secure: found false, allowed true with the default cookie.name")
        .endsWith("give the cookie a name without the __Host- prefix, e.g. cookie.name: sid");
    assertThat(Configs.problems("cookie.secure", false, "cookie.name", "sid")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"__Host-a", "__host-a", "__Secure-a", "__SECURE-a", "__Http-a"})
  void prefixedCookie_thatIsInsecure_isRefused(String name) {
    assertThat(Configs.problems("cookie.secure", false, "cookie.name", name))
        .singleElement()
        .asString()
        .startsWith("cookie.secure: found false, allowed true with cookie.name " + name);
  }

  @Test
  void hostCookie_withAnotherPath_isRefused() {
    assertThat(Configs.problems("cookie.path", "/app"))
        .singleElement()
        .asString()
        .startsWith("cookie.path: found \"/app\", allowed / with cookie.name __Host-sid");
    assertThat(Configs.problems("cookie.path", "/app", "cookie.name", "__Secure-sid")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"__Http-a", "__Host-Http-a"})
  void httpCookie_thatScriptsCanRead_isRefused(String name) {
    assertThat(Configs.problems("cookie.httpOnly", false, "cookie.name", name))
        .containsExactly("cookie.httpOnly: found false, allowed true with cookie.name " + name);
  }

  @Test
  void c3_sameSiteNone_thatIsInsecure_isRefused() {
    assertThat(
            Configs.problems(
                "cookie.name", "sid", "cookie.secure", false, "cookie.sameSite", "None"))
        .singleElement()
        .asString()
        .startsWith("cookie.secure: found false, allowed true with cookie.sameSite None");
  }

  @Test
  void partitionedCookie_thatIsInsecure_isRefused() {
    assertThat(
            Configs.problems(
                "cookie.name", "sid", "cookie.secure", false, "cookie.partitioned", true))
        .singleElement()
        .asString()
        .startsWith("cookie.secure: found false, allowed true with cookie.partitioned");
    assertThat(Configs.problems("cookie.partitioned", true)).isEmpty();
  }

  @Test
  void hostCookie_withADomain_isRefused() {
    assertThat(Configs.problems("cookie.domain", "example.com"))
        .singleElement()
        .asString()
        .startsWith(
            "cookie.domain: found \"example.com\", allowed none with cookie.name __Host-sid");
    assertThat(Configs.problems("cookie.domain", "example.com", "cookie.name", "__Secure-sid"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".example.com",
        "example.com.",
        "a..b",
        "a b",
        "-a.b",
        "a;b",
        "1.2.3.4",
        "ü.de"
      })
  void domain_thatIsNoDnsName_isRefused(String domain) {
    assertThat(Configs.problems("cookie.domain", domain, "cookie.name", "sid"))
        .singleElement()
        .asString()
        .startsWith("cookie.domain: found ");
  }

  @Test
  void maxAge_overTheAbsoluteTimeoutOrFourHundredDays_isRefused() {
    assertThat(Configs.problems("cookie.maxAgeMs", 43_200_001))
        .containsExactly(
            "cookie.maxAgeMs: found 43200001, allowed at most session.absoluteTimeoutMs, which is"
                + " 43200000");
    assertThat(Configs.problems("cookie.maxAgeMs", 43_200_000)).isEmpty();
    assertThat(Configs.problems("cookie.maxAgeMs", 43_200_000_000L))
        .containsExactly(
            "cookie.maxAgeMs: found 43200000000, allowed a whole number of milliseconds from 1000 to"
                + " 34560000000");
    assertThat(Configs.problems("cookie.maxAgeMs", 43_200_001, "session.absoluteTimeoutMs", "soon"))
        .singleElement()
        .asString()
        .startsWith("session.absoluteTimeoutMs: ");
  }

  private static JsonArray list(String urls) {
    return new JsonArray(List.of(urls.split(" ")));
  }
}
