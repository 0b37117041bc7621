package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are found where they are kept, and never shown. Row S8 of the security checklist. */
class SecretsTest {

  private static final Map<String, String> ENV =
      Map.of("REDIS_PASSWORD", "from env", "SESSION_SECRET", "SECRET", "EMPTY", "");

  @TempDir Path dir;

  @Test
  void literal_isTaken() {
    assertThat(password("literal")).isEqualTo("literal");
  }

  @Test
  void environmentVariable_isTaken() {
    assertThat(password(JsonObject.of("env", "REDIS_PASSWORD"))).isEqualTo("from env");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pässwort", "pässwort\n", "pässwort\r\n"})
  void file_isTakenWithoutItsLastLineEnd(String content) throws IOException {
    assertThat(password(file(content))).isEqualTo("pässwort");
  }

  @Test
  void file_withMoreLineEnds_losesOnlyTheLast() throws IOException {
    assertThat(password(file("\n a \n\n"))).isEqualTo("\n a \n");
  }

  @Test
  void environmentVariable_thatIsNotSet_isNamed() {
    assertThat(problems(JsonObject.of("env", "NOPE")))
        .containsExactly(
            "redis.password: found a reference to the environment variable \"NOPE\", which is not"
                + " set, allowed one that holds the secret");
  }

  @Test
  void environmentVariable_thatIsEmpty_isNamed() {
    assertThat(problems(JsonObject.of("env", "EMPTY")))
        .containsExactly(
            "redis.password: found 0 bytes in the environment variable \"EMPTY\", allowed 1 or"
                + " more");
  }

  @Test
  void file_thatIsMissing_isNamedWithItsWholePath() {
    Path missing = dir.resolve("no such file");

    assertThat(problems(JsonObject.of("file", missing.toString())))
        .singleElement()
        .asString()
        .startsWith("redis.password: found a reference to the file \"" + missing)
        .endsWith("which doesn't exist, allowed one that holds the secret");
  }

  @Test
  void file_thatIsNoText_isRefused() throws IOException {
    Path binary = Files.write(dir.resolve("b"), new byte[] {(byte) 0xff, 1});

    assertThat(problems(JsonObject.of("file", binary.toString())))
        .singleElement()
        .asString()
        .contains("which is not UTF-8 text");
  }

  @Test
  void file_thatIsEndless_isRefused() throws IOException {
    assertThat(problems(file("x".repeat(65_537))))
        .singleElement()
        .asString()
        .contains("which is over 65536 bytes");
  }

  @Test
  void file_thatIsADirectory_isRefused() {
    assertThat(problems(JsonObject.of("file", dir.toString())))
        .singleElement()
        .asString()
        .contains("which can't be read (IOException)");
  }

  @Test
  void shortSigningKey_isRefusedWithItsLengthAndItsVariable() {
    JsonObject key = JsonObject.of("id", "s1", "secret", JsonObject.of("env", "SESSION_SECRET"));

    assertThat(SessionsConfig.problems(Configs.of("cookie.signingKeys", JsonArray.of(key)), ENV))
        .containsExactly(
            "cookie.signingKeys[0].secret: found 6 bytes in the environment variable"
                + " \"SESSION_SECRET\", allowed 32 or more");
  }

  @Test
  void secretKey_ofAnyWrongShape_isNeverQuoted() {
    List<Object> shapes =
        List.of(
            7_777_777,
            JsonArray.of("SECRET7777777"),
            JsonObject.of("SECRET7777777", 1),
            JsonObject.of("env", 7_777_777),
            JsonObject.of("env", ""),
            JsonObject.of("env", "REDIS_PASSWORD", "value", "7777777"));

    assertThat(shapes)
        .allSatisfy(
            shape ->
                assertThat(problems(shape))
                    .singleElement()
                    .asString()
                    .startsWith("redis.password: found ")
                    .doesNotContain("7777777"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:SECRET@h:6379",
        "redis://app:SECRET@h:6379/1",
        "redis://SECRET@h",
        "redis://app:SECRET",
        "redis://app:SECRET@",
        "valkeys://:SECRET@h",
        "SECRET://h",
        "SECRET@h:6379",
        "redis://:SECRET@h:99999",
        "redis://:SECRET@under_score",
        "redis://:SECRET%ZZ@h",
        "redis://:SECRET%ff@h",
        "redis://:SECRET#1@h",
        "redis://:SECRET/1@h",
        "redis://:SECRET@1@h",
        "redis://h?password=SECRET",
        "redis://h/SECRET",
        "redis://h:SECRET",
        "unix://app:SECRET@h/s",
        "unix://SECRET@/s",
        "unix://app:SECRET"
      })
  void url_withASecret_isShownNowhere(String url) {
    // A second problem each, so that there is always a message; and every key that takes it
    // wrongly.
    for (String path : SessionsConfig.keys()) {
      assertShownNowhere(Configs.of(path, url, "unknown", 1));
    }
    JsonObject asKey = new JsonObject().put(url, 1);
    assertShownNowhere(Configs.of("redis.endpoints", JsonArray.of(url), "unknown", 1));
    assertShownNowhere(Configs.of("redis.endpoints", JsonArray.of(url, url), "unknown", 1));
    assertShownNowhere(Configs.of("redis.endpoints", JsonArray.of(asKey)));
    assertShownNowhere(Configs.of("redis", url));
    assertShownNowhere(asKey);
    assertShownNowhere(new JsonObject().put("redis", asKey));
  }

  @Test
  void config_withSecrets_isMaskedAsText() {
    JsonObject key = JsonObject.of("id", "s1", "secret", "SECRET".repeat(6));
    SessionsConfig config =
        Configs.read(
            "redis.endpoints", JsonArray.of("redis://app:SECRET@h"),
            "cookie.signingKeys", JsonArray.of(key));

    assertThat(config.toString()).contains("********").doesNotContain("SECRET");
    assertThat(RedisEndpoint.parse("redis://app:SECRET@h", 6379).toString())
        .doesNotContain("SECRET");
  }

  @Test
  void secrets_areEqualByTheirBytes() {
    Secret secret = new Secret("pässwort");

    assertThat(secret).isEqualTo(new Secret("pässwort")).hasSameHashCodeAs(new Secret("pässwort"));
    assertThat(secret).isNotEqualTo(new Secret("Pässwort")).isNotEqualTo("pässwort");
    assertThat(secret).isNotEqualTo(new Secret("pässwor")).isNotEqualTo(null);
  }

  private static void assertShownNowhere(JsonObject json) {
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> SessionsConfig.from(json, ENV));

    assertThat(e).isNotNull();
    assertThat(e.getMessage()).doesNotContain("SECRET");
    assertThat(e.toString()).doesNotContain("SECRET");
    assertThat(e).hasNoCause().hasNoSuppressedExceptions();
  }

  private JsonObject file(String content) throws IOException {
    Path path = Files.writeString(dir.resolve("secret"), content);
    return JsonObject.of("file", path.toString());
  }

  private static String password(Object value) {
    return SessionsConfig.from(Configs.of("redis.password", value), ENV)
        .redis()
        .credentials()
        .password()
        .reveal();
  }

  private static List<String> problems(Object value) {
    return SessionsConfig.problems(Configs.of("redis.password", value), ENV);
  }
}
