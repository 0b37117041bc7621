package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TcpProxy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The failure table of the README, row by row: what users get meanwhile, how soon, what is told to
 * whom, and that it heals by itself. Rows D1 to D5, D8.
 */
class FailureTableIT extends LoginFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private RedisServer server;
  private TcpProxy proxy;
  private Browser user;
  private Browser leaver;

  @Override
  RedisServer server() {
    return server;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("redis").put("endpoints", List.of(proxy.uri()));
    return config;
  }

  @BeforeEach
  @Override
  void deploy() {
    server = Trouble.server();
    proxy = TcpProxy.to(server.port());
    super.deploy();
    user = browser();
    leaver = browser();
    logIn(user);
    logIn(leaver);
    server.command("SAVE");
  }

  @AfterEach
  @Override
  void undeploy() {
    super.undeploy();
    proxy.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void d1_d2_d3_d4_d5_d8_answersSoonTellsLittleAndHeals(Trouble trouble) {
    List<Object> keys = keys();
    String log;
    try (LogCapture capture = new LogCapture()) {
      Runnable end = trouble.begin(server, proxy);
      try {
        check(trouble.read, 200, () -> user.get("/me"));
        check(trouble.logIn, 303, () -> logIn(browser()));
        check(trouble.logOut, 303, () -> leaver.post("/logout"));
      } finally {
        end.run();
      }
      eventually(BOUND, () -> assertThat(logIn(browser()).statusCode()).isEqualTo(303));
      eventually(BOUND, () -> assertThat(user.get("/me").statusCode()).isEqualTo(200));
      log = capture.text();
    }
    if (trouble.logOut == 503) {
      assertThat(leaver.cookie("sid")).isNotNull();
    }
    assertTold(log, keys);
  }

  private void check(int expected, int good, Supplier<HttpResponse<Buffer>> request) {
    long begin = System.nanoTime();
    HttpResponse<Buffer> answer = request.get();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ANSWER);
    assertThat(answer.statusCode()).isEqualTo(expected == 503 ? 503 : good);
    if (expected == 503) {
      assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
      assertThat(answer.cookies()).isEmpty();
      assertThat(answer.bodyAsString()).doesNotContain("edis", "127.0.0.1", prefix);
    }
  }

  /** What operators read names the server once for its loss and once for its return. */
  private void assertTold(String log, List<Object> keys) {
    List<String> told = log.lines().filter(line -> line.matches("(INFO|WARN|ERROR) .*")).toList();
    String address = "127.0.0.1:" + proxy.port();
    assertThat(told.stream().filter(line -> line.contains(String.valueOf(proxy.port()))))
        .allMatch(line -> line.contains("Redis at " + address + " can"))
        .hasSizeLessThanOrEqualTo(2);
    String text = String.join("\n", told);
    assertThat(text)
        .doesNotContain(
            Acl.password(Acl.SESSIONS),
            PASSWORD,
            user.cookie("sid"),
            String.valueOf(server.port()));
    keys.forEach(key -> assertThat(text).doesNotContain(key.toString().substring(prefix.length())));
  }
}
