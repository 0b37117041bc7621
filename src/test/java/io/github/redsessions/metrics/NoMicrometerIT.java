package io.github.redsessions.metrics;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A router whose application has none of what is optional, in a process of its own. */
class NoMicrometerIT {

  /** What only the login service, or nobody but who wants meters, needs. */
  private static final Pattern OPTIONAL =
      Pattern.compile(
          "micrometer|prometheus|HdrHistogram|vertx-launcher|vertx-config|password4j|nbvcxz"
              + "|embedded-redis|snakeyaml|jackson-dataformat");

  @Test
  void sessions_workWithoutTheOptionalDependencies() throws Exception {
    List<String> all =
        List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
    List<String> needed =
        all.stream()
            .filter(entry -> !OPTIONAL.matcher(Path.of(entry).getFileName().toString()).find())
            .toList();
    assertThat(all.size() - needed.size()).isGreaterThan(7);

    String output = run(needed, TestConfig.of(RedisServer.shared(), RandomPrefix.next()));

    assertThat(output.lines()).contains("stored: value", "without Micrometer");
  }

  private static String run(List<String> classPath, JsonObject config)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath.stream().collect(Collectors.joining(File.pathSeparator)),
                Application.class.getName(),
                config.encode())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    // Of the test's own servers.
    return output.replace(Acl.password(Acl.SESSIONS), "*");
  }

  /** What runs there. */
  static final class Application {

    private Application() {}

    public static void main(String[] args) {
      try {
        use(args[0]);
      } catch (AssertionError e) {
        System.out.println("failed: " + e);
        // The threads of Vert.x would go on.
        System.exit(1);
      }
    }

    private static void use(String config) {
      Vertx vertx = Vertx.vertx();
      RedisSessions sessions = await(RedisSessions.open(vertx, new JsonObject(config)));
      Session session = sessions.store().createSession(60_000);
      session.put("name", "value");
      await(sessions.store().put(session));
      Session loaded = await(sessions.store().get(session.value()));
      System.out.println("stored: " + loaded.<String>get("name"));
      System.out.println(isThere() ? "with Micrometer" : "without Micrometer");
      JsonObject status = sessions.status();
      System.out.println("since " + status.getString("since"));
      await(sessions.close());
      await(vertx.close());
    }

    private static boolean isThere() {
      return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .anyMatch(entry -> entry.contains("micrometer"));
    }
  }
}
