package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis on the same machine, reached by a file and no port. */
class UnixSocketIT extends LoginFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private RedisServer server;
  private String path;

  @Override
  RedisServer server() {
    return server;
  }

  @Override
  JsonObject config() {
    JsonObject redis = TestConfig.redis("unix://" + path);
    redis.remove("commandTimeoutMs");
    return super.config().put("redis", redis);
  }

  @BeforeEach
  @Override
  void deploy() {
    server = RedisServer.start("--unixsocket", "redis.sock");
    path = ((List<?>) server.command("CONFIG", "GET", "dir")).get(1) + "/redis.sock";
    super.deploy();
  }

  @AfterEach
  @Override
  void undeploy() {
    super.undeploy();
    server.close();
  }

  @Test
  void login_worksOverTheSocket() {
    Browser user = browser();

    assertThat(logIn(user).statusCode()).isEqualTo(303);
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
    assertThat((String) server.command("CLIENT", "LIST", "TYPE", "normal"))
        .containsPattern("addr=redis.sock:0 .* flags=U .* user=sessions");
  }

  @Test
  void d1_whileRedisIsDown_answers503AndRecovers() {
    Browser user = browser();
    logIn(user);

    try (LogCapture log = new LogCapture()) {
      server.kill();
      eventually(BOUND, () -> assertThat(user.get("/me").statusCode()).isEqualTo(503));
      assertThat(logIn(browser()).statusCode()).isEqualTo(503);
      eventually(
          BOUND, () -> assertThat(log.text()).contains("Redis at " + path + " can't be used: "));
    }

    server.restart();
    eventually(BOUND, () -> assertThat(logIn(browser()).statusCode()).isEqualTo(303));
  }
}
