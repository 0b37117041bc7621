package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An ignored key is a setting that somebody believes in: it is refused at every level. */
class UnknownKeysTest {

  @ParameterizedTest
  @CsvSource({
    "reddis, reddis, redis",
    "redis.endpoint, redis.endpoint, redis.endpoints",
    "session.idletimeoutms, session.idletimeoutms, session.idleTimeoutMs",
    "cookie.samesite, cookie.samesite, cookie.sameSite",
    "http.prot, http.prot, http.port",
    "login.hnt, login.hnt, login.hint"
  })
  void unknownKey_closeToOne_isNamedWithTheOneMeant(String key, String path, String meant) {
    assertThat(Configs.problems(key, 1))
        .singleElement()
        .asString()
        .startsWith(path + ": found an unknown key; did you mean " + meant + "?, allowed ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls", "redis.ssl", "session.ttl", "cookie.ttl", "http.ssl", "login.x"})
  void unknownKey_closeToNone_isNamedWithoutAGuess(String key) {
    assertThat(Configs.problems(key, 1))
        .singleElement()
        .asString()
        .startsWith(key + ": found an unknown key, allowed ");
  }

  @Test
  void unknownKey_inASigningKey_isNamedWithItsIndex() {
    JsonObject key = JsonObject.of("id", "a", "secret", "x".repeat(32), "alg", "HS256");

    assertThat(Configs.problems("cookie.signingKeys", JsonArray.of(key)))
        .containsExactly("cookie.signingKeys[0].alg: found an unknown key, allowed id, secret");
  }
}
