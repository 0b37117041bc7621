package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users see while Redis can't do its work. Rows D1, D2, D4, F4. */
class OutageIT extends WebFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final RedisServer own = RedisServer.start();

  @Override
  RedisServer server() {
    return own;
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void d1_redisDown_isA503ForWhoeverHasASession_andRecovers() {
    Browser browser = browser();
    browser.post("/login");
    own.kill();

    assertThat(browser.get("/who").statusCode()).isEqualTo(503);
    assertThat(browser.get("/untouched").statusCode()).isEqualTo(503);
    assertThat(browser().get("/untouched").statusCode()).isEqualTo(200);

    own.restart();
    eventually(BOUND, () -> assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody"));
  }

  @Test
  void storeFailsWithTheStatusThatTheStockHandlerUnderstands() {
    String id = sessions.store().createSession(60_000).value();
    own.kill();
    assertThat(failureOf(sessions.store().get(id)))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(503))
        .hasCauseInstanceOf(SessionUnavailableException.class);
  }

  @Test
  void f4_loginThatCannotBeStored_is503WithoutCookie() {
    own.kill();
    HttpResponse<Buffer> login = browser().post("/login");
    assertThat(login.statusCode()).isEqualTo(503);
    assertThat(login.cookies()).isEmpty();
  }

  @Test
  void d2_frozenRedis_isA503AndTheSessionIsThereAfterwards() {
    Browser browser = browser();
    browser.post("/login");
    own.freeze();
    try {
      assertThat(browser.get("/who").statusCode()).isEqualTo(503);
      HttpResponse<Buffer> logout = browser.post("/logout");
      assertThat(logout.statusCode()).isEqualTo(503);
      assertThat(logout.cookies()).isEmpty();
    } finally {
      own.thaw();
    }
    eventually(BOUND, () -> assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice"));
  }

  @Test
  void d4_fullRedis_refusesLoginButNotLogout_andNothingIsHalfWritten() {
    Browser browser = browser();
    browser.post("/login");
    own.command("CONFIG", "SET", "maxmemory", "1");

    HttpResponse<Buffer> login = browser().post("/login");
    assertThat(login.statusCode()).isEqualTo(503);
    assertThat(login.cookies()).isEmpty();
    assertThat(records()).hasSize(1);
    assertThat(browser.post("/rotate").statusCode()).isEqualTo(503);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(browser.post("/logout").statusCode()).isEqualTo(200);
    assertThat(keys()).isEmpty();
  }
}
