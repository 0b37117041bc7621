package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.SessionHandler;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Routes that go on anonymously where the others, and the default, are 503. Row D1. */
class OnOutagePerRouteIT extends WebFixture {

  private final RedisServer own =
      RedisServer.start("--appendonly", "yes", "--appendfsync", "always");

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  SessionHandler sessionHandler() {
    return sessions.handler(OnOutage.ANONYMOUS);
  }

  @Override
  void routes(Router router) {
    router.get("/account/*").handler(sessions.handler());
    router.get("/account/public").handler(ctx -> ctx.end("not without a session"));
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void d1_eachRouteDecides() {
    Browser user = browser();
    user.post("/login");
    own.kill();

    assertThat(user.get("/who").bodyAsString()).isEqualTo("nobody");
    assertThat(user.get("/account/public").statusCode()).isEqualTo(503);
    assertThat(browser().get("/account/public").statusCode()).isEqualTo(200);

    own.restart();
    eventually(
        Duration.ofSeconds(10),
        () -> assertThat(user.get("/who").bodyAsString()).isEqualTo("alice"));
    assertThat(user.get("/account/public").statusCode()).isEqualTo(200);
  }

  @Test
  void handler_isOneForEachConstant_withTheSameSettings() {
    assertThat(sessions.handler(OnOutage.ANONYMOUS)).isSameAs(sessions.handler(OnOutage.ANONYMOUS));
    assertThat(sessions.handler()).isSameAs(sessions.handler(OnOutage.UNAVAILABLE));

    sessions.handler().setCookieMaxAge(77);
    assertThat(browser().post("/login").cookies())
        .singleElement()
        .asString()
        .contains("Max-Age=77");
  }
}
