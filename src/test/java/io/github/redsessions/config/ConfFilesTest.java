package io.github.redsessions.config;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.HttpConfig.AddressHeader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        .extracting(file -> CONF.relativize(file).toString())
        .containsExactly(
            "cluster.yaml", "dev.yaml", "replication.yaml", "sentinel.yaml", "standalone.yaml");
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
    assertThat(dev.http())
        .isEqualTo(
            new HttpConfig(
                "127.0.0.1",
                8080,
                new IpRanges(List.of()),
                AddressHeader.X_FORWARDED_FOR,
                new HttpTlsConfig(null, null, Duration.ofMinutes(1))));
    assertThat(dev.login().accountsFile()).isEqualTo(CONF.resolve("accounts.json"));
    assertThat(dev.login().hint())
        .isEqualTo("log in as demo with the password correct-horse-battery-staple");
    assertThat(dev.login().throttle()).isEqualTo(Configs.read().login().throttle());
  }

  /** They show what can be tuned, and tune nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"sentinel", "replication", "cluster"})
  void fleet_differsFromTheDefaultsInItsEndpointsOnly(String mode, Vertx vertx) {
    SessionsConfig file = read(vertx, mode + ".yaml");
    JsonArray endpoints = new JsonArray();
    file.redis().endpoints().forEach(uri -> endpoints.add(uri.toString()));

    assertThat(endpoints).hasSize(3);
    assertThat(file).isEqualTo(Configs.read("redis.mode", mode, "redis.endpoints", endpoints));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "sentinel", "replication", "cluster"})
  void credentials_withoutTheirCommentMark_areValid(
      String mode, @TempDir Path directory, Vertx vertx) throws IOException {
    String text = Files.readString(CONF.resolve(mode + ".yaml"));
    String name =
        mode.equals("sentinel")
            ? "(user|password|sentinelUser|sentinelPassword)"
            : "(user|password)";
    Path file =
        Files.writeString(
            directory.resolve("a.yaml"), text.replaceAll("(?m)^  # " + name + ": ", "  $1: "));

    RedisConfig redis =
        SessionsConfig.from(
                await(ConfigFile.read(vertx, file)),
                Map.of("REDIS_PASSWORD", "p", "SENTINEL_PASSWORD", "s"))
            .redis();

    assertThat(redis.credentials()).isEqualTo(new Credentials("sessions", new Secret("p")));
    assertThat(redis.sentinelCredentials())
        .isEqualTo(
            mode.equals("sentinel")
                ? new Credentials("sessions", new Secret("s"))
                : Credentials.NONE);
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
      if (line.matches("(# )?[a-zA-Z]+:")) {
        section = line.replaceAll("[# :]", "");
        part = "";
      } else if (line.matches("  (# )?[a-z0-9]+:")) {
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
