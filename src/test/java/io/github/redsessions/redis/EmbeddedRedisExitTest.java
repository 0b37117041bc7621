package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.testkit.Futures;
import io.github.redsessions.testkit.RespClient;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EmbeddedRedisExitTest {

  /** Starts a server, says where it is, and goes on until it is told to end. */
  static final class Service {
    public static void main(String[] args) {
      System.out.println(Futures.await(EmbeddedRedis.start(Vertx.vertx())).port());
    }
  }

  @Test
  void theServerEndsWithTheJvm() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process jvm =
        new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), Service.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8)) {
      int port = Integer.parseInt(out.readLine());
      Path directory;
      try (RespClient client = new RespClient(port)) {
        directory = Path.of((String) ((List<?>) client.command("CONFIG", "GET", "dir")).get(1));
      }
      assertThat(directory).exists();

      jvm.destroy();

      assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
      eventually(
          Duration.ofSeconds(5),
          () ->
              assertThatThrownBy(() -> new RespClient(port))
                  .hasMessageContaining("Connection refused"));
      assertThat(directory).doesNotExist();
    } finally {
      jvm.destroyForcibly();
    }
  }
}
