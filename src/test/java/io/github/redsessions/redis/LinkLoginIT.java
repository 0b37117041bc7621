package io.github.redsessions.redis;

import static io.github.redsessions.redis.Hashes.hgetall;
import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a link logs in to Redis, and what is said when it may not. Row A5. */
class LinkLoginIT {

  private static final String PASSWORD = "SECRET-of-the-user";
  private static final Script SCRIPT = Script.load(LinkLoginIT.class, "echo.lua");

  private final Vertx vertx = Vertx.vertx();
  private final RedisServer server = RedisServer.start();
  private final String key = RandomPrefix.next();

  @BeforeEach
  void addUser() {
    server.command(
        "ACL", "SETUSER", "app", "on", ">" + PASSWORD, "~*", "+@all", "-@admin", "-script");
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    server.forgetRefusals();
    server.close();
  }

  @Test
  void userWhoMayNotLoadScripts_worksWithEval() {
    RedisCommands commands = commands("app", PASSWORD);
    try (CommandRecorder recorder = server.record()) {
      assertThat(await(commands.run(SCRIPT, key, List.of("a"), Importance.DATA)).toString())
          .isEqualTo("a");
      assertThat(recorder.names()).containsExactly("EVALSHA", "EVAL");
    }
  }

  @Test
  void wrongPassword_failsTypedAndSaysSoOnceInTheLog() {
    try (LogCapture log = new LogCapture()) {
      RedisCommands commands = commands("app", PASSWORD + "-wrong");
      eventually(
          Duration.ofSeconds(10),
          () ->
              assertThat(failureOf(hgetall(commands, key)))
                  .isInstanceOf(SessionUnavailableException.class));
      eventually(
          Duration.ofSeconds(10),
          () -> assertThat(log.text()).contains("can't be used: WRONGPASS"));
      assertThat(log.text()).doesNotContain(PASSWORD);
      assertThat(log.text().split("can't be used", -1)).hasSize(2);
    }
  }

  @Test
  void missingPassword_isSaidInTheLog() {
    try (LogCapture log = new LogCapture()) {
      RedisCommands commands = commands(null, null);
      assertThat(failureOf(hgetall(commands, key))).isInstanceOf(SessionUnavailableException.class);
      eventually(Duration.ofSeconds(10), () -> assertThat(log.text()).contains("NOAUTH"));
    }
  }

  private RedisCommands commands(String user, String password) {
    JsonObject redis = TestConfig.redis(server.uri());
    redis.remove("user");
    redis.remove("password");
    if (user != null) {
      redis.put("user", user).put("password", password);
    }
    SessionsConfig config = SessionsConfig.from(new JsonObject().put("redis", redis));
    return await(RedisCommands.open(vertx, config.redis(), List.of(SCRIPT)));
  }
}
