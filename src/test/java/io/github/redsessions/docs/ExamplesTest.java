package io.github.redsessions.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * What the examples share with the rest of the repository. They themselves are built and tested
 * over the installed artifact: {@code mvn -f examples/pom.xml verify}.
 */
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("examples");
  private static final Path CONF = Path.of("conf", "redis");

  @Test
  void everyFolder_isBuiltAndDescribed() throws IOException {
    List<String> folders = folders();
    String readme = Files.readString(EXAMPLES.resolve("README.md"));

    assertThat(folders)
        .allSatisfy(folder -> assertThat(EXAMPLES.resolve(folder).resolve("README.md")).exists())
        .allSatisfy(folder -> assertThat(readme).contains("`" + folder + "`"));
    assertThat(values(Files.readString(EXAMPLES.resolve("pom.xml")), "module"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            folders.stream().filter(folder -> !folder.startsWith("compose-")).toList());
  }

  /** The examples are built like an application that takes the newest of everything. */
  @Test
  void versions_areThoseOfTheBuild() throws IOException {
    String build = Files.readString(Path.of("pom.xml"));
    String examples = Files.readString(EXAMPLES.resolve("pom.xml"));

    assertThat(value(examples, "redsessions.version"))
        .isEqualTo(value(build.substring(build.indexOf("<artifactId>")), "version"));
    assertThat(
            List.of(
                "vertx.version",
                "netty.version",
                "slf4j.version",
                "embedded-redis.version",
                "junit.version",
                "assertj.version"))
        .allSatisfy(name -> assertThat(value(examples, name)).isEqualTo(value(build, name)));
  }

  /** The servers of both files have been run by these commands, with the files of conf/redis. */
  @ParameterizedTest
  @ValueSource(strings = {"compose-sentinel", "compose-cluster"})
  void composeFile_startsTheFilesOfConfRedis(String folder) throws IOException {
    Path file = EXAMPLES.resolve(folder).resolve("compose.yaml");
    Map<String, Map<String, Object>> services = services(file);

    assertThat(services).hasSizeGreaterThanOrEqualTo(6);
    assertThat(services)
        .allSatisfy(
            (name, service) -> {
              assertThat(service.get("image").toString()).startsWith("redis:");
              assertThat(service.get("volumes")).isEqualTo(List.of("../../conf/redis:/conf:ro"));
            });
    List<String> commands =
        services.values().stream()
            .map(service -> command(service))
            .filter(ExamplesTest::isServer)
            .toList();
    assertThat(commands).hasSize(6).doesNotHaveDuplicates();
    assertThat(commands)
        .allSatisfy(
            command ->
                assertThat(CONF.resolve(command.replaceFirst(".* /etc/redis/(\\S+) .*", "$1")))
                    .exists());
  }

  /** The files name the first server's port, and what comes to its published ones is answered. */
  @Test
  void composeFileOfSentinel_hasThePortsThatTheFilesName() throws IOException {
    Map<String, Map<String, Object>> services =
        services(EXAMPLES.resolve("compose-sentinel").resolve("compose.yaml"));

    assertThat(command(services.get("primary"))).doesNotContain("--port");
    assertThat(CONF.resolve("primary.conf")).content().contains("\nport 6379\n");
    assertThat(CONF.resolve("replica.conf")).content().contains("\nreplicaof 127.0.0.1 6379\n");
    assertThat(CONF.resolve("sentinel.conf"))
        .content()
        .contains("\nsentinel monitor mymaster 127.0.0.1 6379 2\n");
    assertThat(services.get("primary").get("ports"))
        .isEqualTo(List.of("127.0.0.1:6379-6381:6379-6381", "127.0.0.1:26379-26381:26379-26381"));
    assertThat(services.values())
        .map(service -> command(service).replaceFirst(".*--port (\\d+).*", "$1"))
        .contains("6380", "6381", "26379", "26380", "26381");
  }

  private static boolean isServer(String command) {
    return command.contains("exec redis-server");
  }

  private static String command(Map<String, Object> service) {
    return String.join(
        " ", ((List<?>) service.get("command")).stream().map(String::valueOf).toList());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services(Path file) throws IOException {
    Map<String, Object> compose = new Yaml().load(Files.readString(file));
    return (Map<String, Map<String, Object>>) compose.get("services");
  }

  static List<String> folders() throws IOException {
    try (Stream<Path> children = Files.list(EXAMPLES)) {
      return children
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(folder -> !folder.equals("target"))
          .sorted()
          .toList();
    }
  }

  private static List<String> values(String pom, String element) {
    return Pattern.compile("<" + element + ">([^<]+)</" + element + ">")
        .matcher(pom)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static String value(String pom, String element) {
    return values(pom, element).get(0);
  }
}
