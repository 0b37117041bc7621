package io.github.redsessions.config;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class ConfigFileTest {

  private static final String YAML =
      """
      redis:
        endpoints: ["redis://h"]
        password: {env: P}
      session: {prefix: shop, keepOnLogin: [cart]}
      cookie:
        signingKeys:
          - id: "2026-01"
            secret: {file: a}
      http: {port: 0}
      """;
  private static final String JSON =
      """
      {
        "redis": {"endpoints": ["redis://h"], "password": {"env": "P"}},
        "session": {"prefix": "shop", "keepOnLogin": ["cart"]},
        "cookie": {"signingKeys": [{"id": "2026-01", "secret": {"file": "a"}}]},
        "http": {"port": 0}
      }
      """;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"a.yaml", "a.yml", "A.YAML"})
  void read_ofYamlAndJson_givesTheSame(String name, Vertx vertx) throws IOException {
    JsonObject yaml = await(ConfigFile.read(vertx, file(name, YAML)));
    JsonObject json = await(ConfigFile.read(vertx, file("a.json", JSON)));

    assertThat(yaml).isEqualTo(json).isEqualTo(new JsonObject(JSON));
    assertThat(yaml.copy()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "---\n", "# all\n#  commented: out\n", "--- # a\n  # b\n...\n"})
  void read_ofYamlWithoutContent_givesAnEmptyObject(String yaml, Vertx vertx) throws IOException {
    assertThat(await(ConfigFile.read(vertx, file("a.yaml", yaml)))).isEqualTo(new JsonObject());
  }

  @Test
  void read_ofAMissingFile_failsWithItsPath(Vertx vertx) {
    Path missing = dir.resolve("a.yaml");

    assertThat(problems(vertx, missing))
        .containsExactly(missing + ": found no such file, allowed one that exists");
  }

  /** Vert.x looks for relative paths on the class path too; a configuration is not there. */
  @Test
  void read_ofAFileThatIsOnlyOnTheClassPath_fails(Vertx vertx) throws IOException {
    Path root = Path.of(ConfigFileTest.class.getResource("/").getPath());
    Path onClassPath = Files.writeString(root.resolve("only-on-class-path.json"), "{}");
    try {
      Path relative = onClassPath.getFileName();
      assertThat(vertx.fileSystem().existsBlocking(relative.toString())).isTrue();

      assertThat(problems(vertx, relative))
          .containsExactly(relative + ": found no such file, allowed one that exists");
    } finally {
      Files.delete(onClassPath);
    }
  }

  @Test
  void read_ofADirectory_fails(Vertx vertx) throws IOException {
    Path path = Files.createDirectory(dir.resolve("d.json"));

    assertThat(problems(vertx, path))
        .containsExactly(path + ": found what can't be read as a file, allowed a readable one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.toml", "a.properties", "yaml", "a.yaml.bak"})
  void read_ofAnotherExtension_namesThoseAllowed(String name, Vertx vertx) throws IOException {
    Path path = file(name, "{}");

    assertThat(problems(vertx, path))
        .containsExactly(
            path + ": found this file name, allowed one that ends in .yaml, .yml or .json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.yaml | `redis:\n  password: \"SE\\qCRET\"\n` | 2 | 17",
        "a.yaml | `redis:\n  password: *SECRET\n` | 2 | 13",
        "a.yaml | `redis:\n\tmode: SECRET\n` | 2 | 1",
        "a.yaml | `http: {port: 1}\n---\nhttp: {port: 2}` | 2 | 1",
        "a.yaml | `redis: SECRET line 9, column 9: b` | 1 | 31",
        "a.yaml | `redis: !!java.net.URL [SECRET]` | 1 | 8",
        "a.json | `{\n\"redis\": SECRET}` | 2 | 1[07]",
        "a.json | `{\"redis\": {}\n` | 2 | 1"
      })
  void read_ofAMalformedFile_givesThePlaceAndNothingOfTheText(
      String name, String content, int line, String column, Vertx vertx) throws IOException {
    Path path = file(name, content);
    String language = name.endsWith("yaml") ? "YAML" : "JSON";

    try (LogCapture log = new LogCapture()) {
      assertThat(problems(vertx, path))
          .singleElement()
          .asString()
          .startsWith(path + ": found malformed " + language + " at line " + line + ", column ")
          // Of a word that is none, one version of Jackson points to the end and another to the
          // start.
          .containsPattern("column " + column + ", allowed one object");
      assertThat(log.text()).doesNotContain("SECRET").doesNotContain("SE\\qCRET");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a.yaml | - a",
        "a.yaml | SECRET",
        "a.yaml | null",
        "a.yaml | `~: x`",
        "a.yaml | `redis: {~: x}`",
        "a.yaml | `redis: &r {mode: *r}`",
        "a.yaml | `redis: {endpoints: &r [*r]}`",
        "a.json | ``",
        "a.json | []",
        "a.json | `{} {}`",
        "a.json | null",
        "a.json | 1"
      })
  void read_ofWhatIsNoObject_fails(String name, String content, Vertx vertx) throws IOException {
    Path path = file(name, content);

    assertThat(problems(vertx, path))
        .singleElement()
        .asString()
        .startsWith(path + ": found no single ");
  }

  @Test
  void read_ofYamlDates_refusesThemInsteadOfGuessingAText(Vertx vertx) throws IOException {
    String yaml =
        "cookie: {signingKeys: [{id: 2026-01-01, secret: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}]}";

    JsonObject json = await(ConfigFile.read(vertx, file("a.yaml", yaml))).copy();

    assertThat(SessionsConfig.problems(json, Map.of()))
        .singleElement()
        .asString()
        .startsWith("cookie.signingKeys[0].id: found a date (a text needs quotes here), allowed");
  }

  @Test
  void read_ofKeysThatAreNoText_takesTheirText(Vertx vertx) throws IOException {
    JsonObject json = await(ConfigFile.read(vertx, file("a.yaml", "1: {true: [{2: 3}]}")));

    assertThat(json)
        .isEqualTo(JsonObject.of("1", JsonObject.of("true", JsonArray.of(JsonObject.of("2", 3)))));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content);
  }

  private static List<String> problems(Vertx vertx, Path path) {
    Throwable failure = failureOf(ConfigFile.read(vertx, path));
    assertThat(failure).isInstanceOf(ConfigException.class).hasNoCause();
    return ((ConfigException) failure).problems();
  }
}
