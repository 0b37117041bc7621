package io.github.redsessions.config;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configuration files that come with the project. */
@ExtendWith(VertxExtension.class)
class ConfFilesTest {

  private static final Path CONF = Path.of("conf");

  static List<Path> yamlFiles() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void yamlFiles_areTheDocumentedOnes() throws IOException {
    assertThat(yamlFiles())
        .containsExactly(CONF.resolve("dev.yaml"), CONF.resolve("standalone.yaml"));
  }

  @ParameterizedTest
  @MethodSource("yamlFiles")
  void yamlFile_isAValidConfiguration(Path file, Vertx vertx) {
    assertThat(SessionsConfig.problems(await(ConfigFile.read(vertx, file)), System.getenv()))
        .isEmpty();
  }

  @Test
  void dev_needsNothingInstalledAndIsNotReachableFromOutside(Vertx vertx) {
    SessionsConfig dev = read(vertx, "dev.yaml");

    assertThat(dev.redis().mode()).isEqualTo(RedisConfig.Mode.EMBEDDED);
    assertThat(dev.cookie().name()).isEqualTo("sid");
    assertThat(dev.cookie().secure()).isFalse();
    assertThat(dev.http()).isEqualTo(new HttpConfig("127.0.0.1", 8080));
    assertThat(dev.login())
        .isEqualTo(
            new LoginConfig(
                CONF.resolve("accounts.json"),
                "log in as demo with the password correct-horse-battery-staple"));
  }

  @Test
  void standalone_saysTheDefaults(Vertx vertx) {
    assertThat(read(vertx, "standalone.yaml")).isEqualTo(SessionsConfig.from(new JsonObject()));
  }

  @Test
  void standalone_namesEveryKeyInItsSection() throws IOException {
    String section = "";
    String part = "";
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(CONF.resolve("standalone.yaml"))) {
      if (line.matches("(# )?[a-z]+:")) {
        section = line.replaceAll("[# :]", "");
        part = "";
      } else if (line.matches("  (# )?[a-z]+:")) {
        part = line.replaceAll("[# :]", "") + ".";
      } else if (line.matches("  (#   |  )[a-zA-Z]+: .*")) {
        found.add(section + "." + part + line.replaceFirst("^[# ]+", "").replaceFirst(":.*", ""));
      } else if (line.matches("(#?  |  # )[a-zA-Z]+: .*|#   [a-zA-Z]+: .*")) {
        String key = line.replaceFirst("^[# ]+", "").replaceFirst(":.*", "");
        found.add(section + "." + key);
      }
    }

    assertThat(found).containsAll(SessionsConfig.keys());
  }

  private static SessionsConfig read(Vertx vertx, String name) {
    return SessionsConfig.from(await(ConfigFile.read(vertx, CONF.resolve(name))));
  }
}
