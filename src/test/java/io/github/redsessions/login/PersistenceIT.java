package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Row D7: a Redis that is killed comes back with the logins and without the logged-out, when it
 * writes its log as {@code conf/redis/standalone.conf} says. What a killed process loses is what it
 * had not handed to the system; that a disk keeps what it was handed is not shown here.
 */
class PersistenceIT extends LoginFixture {

  private static final Duration BOUND = Duration.ofSeconds(20);

  private RedisServer server;

  @Override
  RedisServer server() {
    return server;
  }

  @BeforeEach
  @Override
  void deploy() {
    server = RedisServer.start(logOptions());
    super.deploy();
  }

  @AfterEach
  @Override
  void undeploy() {
    super.undeploy();
    server.close();
  }

  @Test
  void d7_whoIsLoggedIn_isSoAfterRedisWasKilled() {
    Browser user = browser();
    logIn(user);
    awaitWritten();

    server.kill();
    server.restart();

    eventually(BOUND, () -> assertThat(user.get("/me").statusCode()).isEqualTo(200));
  }

  @Test
  void d7_whoIsLoggedOut_staysSoAfterRedisWasKilled() {
    Browser other = browser();
    logIn(other);
    Browser user = browser();
    logIn(user);
    String id = user.cookie("sid");
    assertThat(user.post("/logout").statusCode()).isEqualTo(303);
    awaitWritten();

    server.kill();
    server.restart();

    eventually(BOUND, () -> assertThat(other.get("/me").statusCode()).isEqualTo(200));
    assertThat(browser().setCookie("sid", id).get("/me").statusCode()).isEqualTo(401);
  }

  /** Waits until nothing is left of the second that {@code appendfsync everysec} may take. */
  private void awaitWritten() {
    eventually(
        BOUND,
        () ->
            assertThat((String) server.command("INFO", "persistence"))
                .contains(
                    "aof_enabled:1",
                    "aof_last_write_status:ok",
                    "aof_buffer_length:0",
                    "aof_pending_bio_fsync:0"));
  }

  private static String[] logOptions() {
    try {
      List<String> lines = Files.readAllLines(Path.of("conf", "redis", "standalone.conf"));
      return lines.stream()
          .filter(line -> line.startsWith("append"))
          .flatMap(line -> Stream.of(("--" + line).split(" ", -1)))
          .toArray(String[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
