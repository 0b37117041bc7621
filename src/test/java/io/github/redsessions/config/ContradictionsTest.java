package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  void embedded_withAnEndpoint_isRefused() {
    assertThat(
            Configs.problems(
                "redis.mode", "embedded", "redis.endpoints", JsonArray.of("redis://localhost")))
        .containsExactly(
            "redis.endpoints: found 1, allowed none with redis.mode embedded, which starts its"
                + " own");
  }

  @Test
  void embedded_withCredentials_isRefused() {
    assertThat(Configs.problems("redis.mode", "embedded", "redis.password", "SECRET"))
        .containsExactly(
            "redis.password: found together with redis.mode embedded, allowed only with"
                + " standalone");
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
  void sameSiteNone_thatIsInsecure_isRefused() {
    assertThat(
            Configs.problems(
                "cookie.name", "sid", "cookie.secure", false, "cookie.sameSite", "None"))
        .singleElement()
        .asString()
        .startsWith("cookie.secure: found false, allowed true with cookie.sameSite None");
  }
}
