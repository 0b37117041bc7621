package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows D1 and D2: while Redis is away nobody is let in, nobody hangs, and it heals by itself. */
class LoginOutageIT extends LoginFixture {

  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private RedisServer server;
  private Browser user;

  @Override
  RedisServer server() {
    return server;
  }

  @BeforeEach
  @Override
  void deploy() {
    server = RedisServer.start();
    super.deploy();
    user = browser();
    logIn(user);
    assertThat(user.get("/me").statusCode()).isEqualTo(200);
  }

  @AfterEach
  @Override
  void undeploy() {
    super.undeploy();
    server.close();
  }

  @Test
  void d2_whileRedisIsFrozen_answers503AndRecovers() {
    server.freeze();
    try {
      assertOut();
    } finally {
      server.thaw();
    }
    eventually(RECOVERY, () -> assertThat(user.get("/me").statusCode()).isEqualTo(200));
  }

  @Test
  void d1_whileRedisIsDown_answers503AndRecovers() {
    server.kill();
    assertOut();
    server.restart();

    eventually(RECOVERY, () -> assertThat(logIn(browser()).statusCode()).isEqualTo(303));
    assertThat(user.get("/me").statusCode()).isEqualTo(401);
  }

  /** Row D3: a logout that was not written is no logout. */
  @Test
  void d3_whileRedisIsFrozen_logoutIs503AndKeepsTheCookie() {
    server.freeze();
    try {
      assertUnavailable(user.post("/logout"));
    } finally {
      server.thaw();
    }
    assertThat(user.cookie("sid")).isNotNull();
  }

  @Test
  void whileRedisIsDown_thePagesWithoutASessionAreServed() {
    server.kill();

    assertThat(browser().get("/login").statusCode()).isEqualTo(200);
    assertThat(browser().get("/login.css").statusCode()).isEqualTo(200);
    assertThat(browser().get("/nothing").statusCode()).isEqualTo(404);
  }

  /** Row L6: who is told that the password is changed is told too what could not be done. */
  @Test
  void l6_whenTheOtherSessionsCannotBeEnded_theAnswerSaysSo() {
    AccountStore store =
        new AccountStore() {
          @Override
          public Future<User> authenticate(Credentials credentials) {
            return Future.succeededFuture(User.fromName("demo"));
          }

          @Override
          public Future<Void> changePassword(String userId, String newPassword) {
            server.kill();
            return Future.succeededFuture();
          }

          @Override
          public Future<Optional<Account>> account(String userId) {
            return Future.succeededFuture(Optional.of(new Account(userId, Set.of(), false)));
          }
        };
    Browser browser = browser(deploy(new LoginVerticle(store), config()));
    logIn(browser);

    HttpResponse<Buffer> answer =
        post(browser, "/password", JSON, "{\"current\": \"x\", \"new\": \"y\"}");

    assertUnavailable(answer);
    assertThat(answer.bodyAsJsonObject().getString("error"))
        .startsWith("The password is changed, but your other sessions could not be ended.");
  }

  private void assertOut() {
    HttpResponse<Buffer> me = user.get("/me");
    HttpResponse<Buffer> form = logIn(browser());
    HttpResponse<Buffer> json = post(browser(), "/login", JSON, RIGHT_JSON);

    assertUnavailable(me);
    assertUnavailable(form);
    assertUnavailable(json);
    assertUnavailable(user.get("/"));
    for (String path :
        List.of(
            "/sessions", "/csrf", "/password", "/elevate", "/admin/sessions", "/admin/status")) {
      assertUnavailable(user.get(path));
    }
    assertUnavailable(user.send(HttpMethod.DELETE, "/sessions", r -> r, null));
    assertUnavailable(post(user, "/elevate", FORM, "password=" + PASSWORD));
    assertUnavailable(post(user, "/password", JSON, "{\"current\": \"x\", \"new\": \"y\"}"));
    assertThat(me.bodyAsJsonObject().getString("error")).contains("Try again");
    assertThat(json.bodyAsJsonObject().getString("error")).contains("Try again");
    assertThat(form.bodyAsString()).contains("<h1>Service Unavailable</h1>", "Try again");
  }

  private void assertUnavailable(HttpResponse<Buffer> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
    assertThat(answer.cookies()).isEmpty();
    assertThat(answer.bodyAsString())
        .doesNotContain("redis", "127.0.0.1", String.valueOf(server.port()));
  }
}
