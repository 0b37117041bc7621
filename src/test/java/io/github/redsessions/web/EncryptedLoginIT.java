package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionInfo;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What users and strangers see of encryption. Rows S2, S4, D8, F1, L4, L8. */
class EncryptedLoginIT {

  private static final Duration BOUND = Duration.ofSeconds(10);

  /** The same in both modes. */
  abstract static class EncryptedRequests extends WebFixture {

    abstract JsonObject encryption();

    @Override
    JsonObject config() {
      return super.config().put("encryption", encryption());
    }

    @Override
    void routes(Router router) {
      router
          .post("/elevate")
          .handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", Duration.ofMinutes(5))));
      router.get("/level").handler(ctx -> ctx.end(sessions.level(ctx).orElse("none")));
      router
          .get("/handle")
          .handler(ctx -> ctx.end(sessions.sessionOf(ctx).map(SessionInfo::handle).orElse("none")));
    }

    private String record() {
      return (String) records().get(0);
    }

    @Test
    void login_rotation_elevation_andLogout_work_andLeaveNothingPlain() {
      Browser browser = browser();
      browser.get("/put?n=before");
      assertThat(browser.post("/login-put").statusCode()).isEqualTo(200);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
      assertThat(browser.post("/rotate").statusCode()).isEqualTo(200);
      assertThat(browser.post("/elevate").statusCode()).isEqualTo(200);
      assertThat(browser.get("/level").bodyAsString()).isEqualTo("admin");
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
      assertThat(server().command("HGETALL", record()).toString())
          .contains("~sealed:")
          .doesNotContain("alice", "after");

      List<SessionInfo> listed = await(sessions.sessionsOf("alice"));
      assertThat(listed)
          .extracting(SessionInfo::handle)
          .containsExactly(browser.get("/handle").bodyAsString());
      browser.post("/logout");
      assertThat(records()).isEmpty();
    }

    @Test
    void unchangedRequest_isOneCommand() {
      Browser browser = browser();
      browser.post("/login");
      browser.get("/who");
      // The first request after a login is seen in the index when it was answered.
      eventually(
          Duration.ofSeconds(10),
          () -> {
            try (CommandRecorder recorder = server().record()) {
              assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
              assertThat(recorder.names()).containsExactly("HGETALL");
            }
          });
    }

    @Test
    void l8_revocationByHandle_needsNoCookie() {
      Browser browser = browser();
      browser.post("/login");
      assertThat(await(sessions.revokeAll("alice"))).isEqualTo(1);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
      browser.post("/login");
      assertThat(await(sessions.revokeEveryone())).isEqualTo(1);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    }

    @Test
    void d8_damagedRecord_isAnonymous_andSaysNothing_andTheNextLoginReplacesTheCookie() {
      Browser browser = browser();
      browser.post("/login-put");
      String damaged = record();
      String cookie = browser.cookie("sid");
      server().command("HSET", damaged, "d.n", "~sealed:key:k1:AAAA");
      try (LogCapture log = new LogCapture()) {
        HttpResponse<Buffer> answer = browser.get("/who");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsString()).isEqualTo("nobody");
        assertThat(answer.cookies()).isEmpty();
        assertThat(log.text()).contains("session.unreadable").doesNotContain(cookie.substring(22));
      }
      assertThat(browser.post("/login").statusCode()).isEqualTo(200);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(browser.cookie("sid")).isNotEqualTo(cookie);
      assertThat(records()).hasSize(2).contains(damaged);
      assertThat(server().command("HGET", damaged, "d.n")).isEqualTo("~sealed:key:k1:AAAA");
      assertThat((Long) server().command("PTTL", damaged)).isGreaterThan(80_000_000);
    }

    @Test
    void d8_logout_endsTheSession_alsoIfItCanNotBeRead() {
      Browser browser = browser();
      browser.post("/login");
      server().command("HSET", record(), "d.n", "plain");
      assertThat(browser.post("/logout").statusCode()).isEqualTo(200);
      assertThat(records()).isEmpty();
    }
  }

  @Nested
  class ByKey extends EncryptedRequests {
    @Override
    JsonObject encryption() {
      JsonObject key = new JsonObject().put("id", "k1").put("secret", "1".repeat(32));
      return new JsonObject().put("mode", "key").put("keys", new JsonArray().add(key));
    }
  }

  @Nested
  class ByCookie extends EncryptedRequests {
    @Override
    JsonObject encryption() {
      return new JsonObject().put("mode", "cookie");
    }
  }

  /** What is not encrypted is damaged where it is read. */
  @Nested
  class Plain extends WebFixture {

    @Test
    void d8_damagedAttribute_isNo500_andTheNextRequestIsAnonymous() {
      Browser browser = browser();
      browser.post("/login-put");
      server().command("HSET", (String) records().get(0), "d.n", "~long:x");
      HttpResponse<Buffer> answer = browser.get("/read");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.bodyAsString()).isEqualTo("Unauthorized");
      eventually(BOUND, () -> assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody"));
    }
  }
}
