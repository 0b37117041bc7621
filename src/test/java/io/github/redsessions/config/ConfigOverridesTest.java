package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigOverridesTest {

  static final List<String> KEYS = SessionsConfig.keys();

  @ParameterizedTest
  @FieldSource("KEYS")
  void property_winsOverVariable_winsOverFile(String path) {
    String variable = "REDSESSIONS_" + path.toUpperCase(Locale.ROOT).replace('.', '_');
    JsonObject file = Configs.of(path, "file");
    Map<String, String> env = Map.of(variable, "env");
    Map<String, String> properties = Map.of("redsessions." + path, "property");

    assertThat(at(path, ConfigOverrides.apply(file, Map.of(), Map.of()))).isEqualTo("file");
    assertThat(at(path, ConfigOverrides.apply(file, env, Map.of()))).isEqualTo("env");
    assertThat(at(path, ConfigOverrides.apply(file, env, properties))).isEqualTo("property");
  }

  @Test
  void apply_changesACopyAndNothingBesideTheKey() {
    JsonObject file = Configs.of("http.host", "localhost", "http.port", 1, "session.prefix", "p");
    String before = file.encode();

    JsonObject result = ConfigOverrides.apply(file, Map.of("REDSESSIONS_HTTP_PORT", "2"), Map.of());

    assertThat(result)
        .isEqualTo(Configs.of("http.host", "localhost", "http.port", 2, "session.prefix", "p"));
    assertThat(file.encode()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "http.port | 8081",
        "cookie.secure | false",
        "session.keepOnLogin | [\"a\",\"b\"]",
        "redis.password | {\"env\":\"X\"}"
      })
  void value_thatIsJson_isReadAsJson(String path, String text) {
    JsonObject result = ConfigOverrides.apply(new JsonObject(), Map.of(), property(path, text));

    assertThat(result.encode()).endsWith("\":" + text + "}}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "session.prefix, shop, shop",
        "session.prefix, `\"shop:1\"`, shop:1",
        "session.prefix, `{shop}`, `{shop}`",
        "session.prefix, `\"`, `\"`",
        "session.prefix, 42, 42",
        "session.prefix, true, true",
        "session.prefix, null, null",
        "redis.password, 0123456789, 0123456789",
        "redis.password, 1e3, 1e3",
        "redis.password, ` [a] `, ` [a] `",
        "http.port, 8080x, 8080x",
        "http.port, null, null",
        "http.port, ``, ``"
      })
  void value_thatIsNoJsonOrForAKeyOfText_isTakenAsText(String path, String text, String taken) {
    JsonObject result = ConfigOverrides.apply(new JsonObject(), Map.of(), property(path, text));

    assertThat(at(path, result)).isEqualTo(taken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"REDSESSIONS_HTTP_PROT", "REDSESSIONS_REDIS", "REDSESSIONS_COOKIE_X_Y"})
  void unknownVariable_ofASection_isRefused(String name) {
    assertThatThrownBy(
            () -> ConfigOverrides.apply(new JsonObject(), Map.of(name, "SECRET"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\n  " + name + ": found an unknown name")
        .hasMessageNotContaining("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redsessions.http.prot", "redsessions.redis", "redsessions.session.Prefix"})
  void unknownProperty_ofASection_isRefused(String name) {
    assertThatThrownBy(
            () -> ConfigOverrides.apply(new JsonObject(), Map.of(), Map.of(name, "SECRET")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\n  " + name + ": found an unknown name")
        .hasMessageNotContaining("SECRET");
  }

  @Test
  void unknownName_closeToOne_isNamedWithTheOneMeant() {
    Map<String, String> env = Map.of("REDSESSIONS_REDIS_COMMAND_TIMEOUT_MS", "1");

    assertThatThrownBy(() -> ConfigOverrides.apply(new JsonObject(), env, Map.of()))
        .hasMessageContaining("; did you mean REDSESSIONS_REDIS_COMMANDTIMEOUTMS?");
  }

  @Test
  void names_thatAreNotOfASection_areLeftAlone() {
    Map<String, String> env = Map.of("REDSESSIONS_SERVICE_HOST", "a", "REDISURL", "b", "PATH", "c");
    Map<String, String> properties =
        Map.of("redsessions.appJar", "a", "redsessions.test.redis", "b", "java.version", "c");

    assertThat(ConfigOverrides.apply(new JsonObject(), env, properties))
        .isEqualTo(new JsonObject());
  }

  @Test
  void mistakes_inNamesAndFile_areReportedAtOnce() {
    Map<String, String> env = Map.of("REDIS_URL", "valkeys://:SECRET@h", "REDSESSIONS_HTTP_X", "1");
    JsonObject file = Configs.of("http.port", -1);

    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigOverrides.apply(file, env, Map.of()));

    assertThat(e.problems())
        .satisfiesExactly(
            p ->
                assertThat(p).startsWith("REDIS_URL: found a URL with the scheme valkeys, allowed"),
            p -> assertThat(p).startsWith("REDSESSIONS_HTTP_X: found an unknown name"),
            p -> assertThat(p).startsWith("http.port: found -1"));
    assertThat(e.getMessage()).doesNotContain("SECRET");
  }

  @Test
  void redisUrl_replacesModeEndpointsAndCredentialsOfTheFile() {
    JsonObject file =
        Configs.of(
            "redis.mode", "embedded",
            "redis.endpoints", JsonArray.of("redis://a"),
            "redis.user", "u",
            "redis.password", "p",
            "redis.connectTimeoutMs", 99);

    RedisConfig redis =
        read(file, Map.of("REDIS_URL", "redis://app:SECRET@db:7000/1"), Map.of()).redis();

    assertThat(redis.mode()).isEqualTo(RedisConfig.Mode.STANDALONE);
    assertThat(redis.endpoints()).containsExactly(URI.create("redis://db:7000/1"));
    assertThat(redis.credentials().user()).isEqualTo("app");
    assertThat(redis.credentials().password().reveal()).isEqualTo("SECRET");
    assertThat(redis.connectTimeout()).hasMillis(99);
  }

  @Test
  void redisUrl_withoutCredentials_keepsThoseOfTheFile() {
    JsonObject file = Configs.of("redis.user", "u", "redis.password", "p");

    RedisConfig redis = read(file, Map.of("REDIS_URL", "redis://db"), Map.of()).redis();

    assertThat(redis.credentials().user()).isEqualTo("u");
    assertThat(redis.credentials().password().reveal()).isEqualTo("p");
  }

  @Test
  void sessionSecret_becomesARingOfOneByReference() {
    Map<String, String> env = Map.of("SESSION_SECRET", "SECRET".repeat(6));
    JsonObject old = JsonObject.of("id", "old", "secret", "x".repeat(32));
    JsonObject file = Configs.of("cookie.signingKeys", JsonArray.of(old));

    JsonObject result = ConfigOverrides.apply(file, env, Map.of());

    assertThat(result.encode()).doesNotContain("SECRET".repeat(2));
    assertThat(SessionsConfig.from(result, env).cookie().signingKeys())
        .singleElement()
        .satisfies(key -> assertThat(key.id()).isEqualTo("s1"))
        .satisfies(key -> assertThat(key.secret().reveal()).isEqualTo("SECRET".repeat(6)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "only 31 bytes, which is too few"})
  void sessionSecret_thatIsTooShort_isRefusedByItsName(String secret) {
    assertThatThrownBy(() -> read(new JsonObject(), Map.of("SESSION_SECRET", secret), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "found " + secret.length() + " bytes in the environment variable \"SESSION_SECRET\"")
        .hasMessageNotContaining("too few");
  }

  @Test
  void namedOverrides_winOverTheWellKnownVariables() {
    Map<String, String> env =
        Map.of(
            "REDIS_URL", "redis://db",
            "SESSION_SECRET", "x".repeat(32),
            "REDSESSIONS_REDIS_ENDPOINTS", "[\"redis://other\"]",
            "REDSESSIONS_COOKIE_SIGNINGKEYS", "[]");

    SessionsConfig config = read(new JsonObject(), env, Map.of());

    assertThat(config.redis().endpoints()).containsExactly(URI.create("redis://other:6379"));
    assertThat(config.cookie().signingKeys()).isEmpty();
  }

  @Test
  void override_inASectionThatIsNone_leavesItToTheReader() {
    JsonObject file = JsonObject.of("http", 1);

    assertThatThrownBy(() -> read(file, Map.of("REDSESSIONS_HTTP_PORT", "1"), Map.of()))
        .hasMessageContaining("http: found a number");
  }

  private static SessionsConfig read(
      JsonObject file, Map<String, String> env, Map<String, String> properties) {
    return SessionsConfig.from(ConfigOverrides.apply(file, env, properties), env);
  }

  private static Map<String, String> property(String path, String text) {
    return Map.of("redsessions." + path, text);
  }

  private static Object at(String path, JsonObject json) {
    int dot = path.indexOf('.');
    return dot < 0
        ? json.getValue(path)
        : at(path.substring(dot + 1), json.getJsonObject(path.substring(0, dot)));
  }
}
