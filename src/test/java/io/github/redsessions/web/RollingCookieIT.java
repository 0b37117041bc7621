package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.Eventually;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RawRecord;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The cookie lives on while its session is used, by reads too. Rows C4, C6, T1, T2. */
class RollingCookieIT {

  private static final Duration TOUCH = Duration.ofSeconds(61);

  @Nested
  class Bare extends Reads {}

  @Nested
  class BehindTheGuard extends Reads {

    @BeforeEach
    void guard() {
      port =
          await(
                  vertx
                      .createHttpServer()
                      .requestHandler(sessions.guard(router))
                      .listen(0, "127.0.0.1"))
              .actualPort();
    }
  }

  /** What a touch is: the session is compared with the revocations, written, and in the index. */
  private static final List<String> PROLONGED =
      List.of("HGETALL", "HMGET", "HMGET", "EVALSHA", "EVALSHA");

  abstract static class Reads extends Rolling {

    @Test
    void c6_cookieIsSentOnceMore_wheneverTheLastAccessIsWritten() {
      Browser browser = browser();
      browser.post("/login");
      String cookie =
          "sid=" + browser.cookie("sid") + "; Max-Age=1800; Expires=[^;]+; Path=/; HTTPOnly; .*";
      for (int i = 0; i < 3; i++) {
        clock.advance(TOUCH);
        for (String path : List.of("/untouched", "/read", "/who")) {
          boolean due = path.equals("/untouched");
          try (CommandRecorder recorder = server().record()) {
            var response = browser.get(path);
            assertThat(response.cookies()).hasSize(due ? 1 : 0).allMatch(c -> c.matches(cookie));
            assertThat("no-store".equals(response.getHeader("Cache-Control"))).isEqualTo(due);
            assertThat(recorder.names()).isEqualTo(due ? PROLONGED : List.of("HGETALL"));
          }
        }
      }
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    }

    @Test
    void c4_maxAge_isNeverMoreThanTheAbsoluteDeadlineLeaves() {
      Browser browser = browser();
      browser.post("/login");
      Duration step = Duration.ofMinutes(7);
      for (Duration age = step; age.compareTo(Duration.ofHours(1)) < 0; age = age.plus(step)) {
        clock.advance(step);
        long left = Math.min(1_800, Duration.ofHours(1).minus(age).toSeconds());
        assertThat(browser.get("/read").cookies())
            .singleElement()
            .asString()
            .contains("; Max-Age=" + left + ";");
      }
    }

    @Test
    void c6_requestThatChangesTheSessionToo_sendsOneCookie() {
      Browser browser = browser();
      browser.post("/login");
      for (String path : List.of("/put?n=1", "/put-only")) {
        clock.advance(TOUCH);
        try (CommandRecorder recorder = server().record()) {
          assertThat(browser.get(path).cookies()).hasSize(1);
          Eventually.eventually(
              Duration.ofSeconds(10),
              () ->
                  assertThat(recorder.names()).hasSize(6).startsWith("HGETALL", "HMGET", "HMGET"));
        }
      }
      clock.advance(TOUCH);
      String before = browser.cookie("sid");
      assertThat(browser.post("/rotate").cookies())
          .singleElement()
          .asString()
          .doesNotContain(before);
      clock.advance(TOUCH);
      assertThat(browser.post("/logout").cookies())
          .singleElement()
          .asString()
          .contains("; Max-Age=0;");
    }

    @Test
    void responseThatTakesLong_doesNotSendItsId_butTheNextOneThatIsDueDoes() {
      Browser browser = browser();
      browser.post("/login");
      clock.advance(TOUCH);
      assertThat(browser.get("/slow").cookies()).isEmpty();
      clock.advance(TOUCH);
      assertThat(browser.get("/read").cookies()).hasSize(1);
    }

    @Test
    void f1_sessionThatGotAnotherIdBeforeItWasProlonged_isLate() {
      Browser browser = browser();
      browser.post("/login");
      clock.advance(TOUCH);
      try (CommandRecorder recorder = server().record()) {
        hooked.whenAsked(() -> server().command("HSET", key(), "h", "another", "o", "old"));
        var response = browser.get("/who-and-put");
        assertThat(response.bodyAsString()).isIn("nobody", refusal());
        assertThat(response.cookies()).isEmpty();
        assertThat(recorder.names()).containsExactly("HGETALL", "HMGET", "HMGET", "EVALSHA");
      }
      assertThat(records()).hasSize(1);
    }

    @Test
    void f5_sessionThatWasDestroyedBeforeItWasProlonged_staysSo() {
      Browser browser = browser();
      browser.post("/login");
      clock.advance(TOUCH);
      hooked.whenAsked(() -> server().command("DEL", key()));
      var response = browser.get("/who-and-put");
      assertThat(response.bodyAsString()).isIn("nobody", refusal());
      assertThat(response.cookies()).isEmpty();
      assertThat(records()).isEmpty();
    }

    /** What the guard makes of the write, which is dropped in both cases. */
    private static String refusal() {
      return new JsonObject()
          .put("type", "about:blank")
          .put("title", "Conflict")
          .put("status", 409)
          .put(
              "detail",
              "The session ended while the request was under way. Nothing of it was stored in it.")
          .encode();
    }
  }

  @Nested
  class Outage extends Rolling {

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
    void d2_redisThatFreezesBeforeTheSessionIsProlonged_letsTheRequestGoOn() {
      Browser browser = browser();
      browser.post("/login");
      clock.advance(TOUCH);
      hooked.whenAsked(own::freeze);
      try {
        var response = browser.get("/who");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.bodyAsString()).isEqualTo("alice");
        assertThat(response.cookies()).isEmpty();
      } finally {
        own.thaw();
      }
    }

    @Test
    void d4_fullRedis_letsTheRequestGoOn() {
      Browser browser = browser();
      browser.post("/login");
      clock.advance(TOUCH);
      own.command("CONFIG", "SET", "maxmemory", "1");
      var response = browser.get("/who");
      assertThat(response.bodyAsString()).isEqualTo("alice");
      assertThat(response.cookies()).isEmpty();
    }
  }

  @Nested
  class WithoutMaxAge extends Rolling {

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("cookie").remove("maxAgeMs");
      return config;
    }

    @Test
    void cookieIsSentOnce_andTheLastAccessIsWrittenAtTheHead() {
      Browser browser = browser();
      browser.post("/login");
      clock.advance(TOUCH);
      try (CommandRecorder recorder = server().record()) {
        // A touch before the route would be of the time before it.
        assertThat(browser.get("/slow").cookies()).isEmpty();
        Eventually.eventually(
            Duration.ofSeconds(10), () -> assertThat(recorder.names()).isEqualTo(PROLONGED));
      }
      assertThat(RawRecord.of(server(), key()).lastAccess()).isEqualTo(clock.millis());
    }
  }

  abstract static class Rolling extends WebFixture {

    final MutableClock clock = new MutableClock();
    final HookedClock hooked = new HookedClock(clock);

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("cookie").put("maxAgeMs", 3_600_000);
      config.getJsonObject("session").put("absoluteTimeoutMs", 3_600_000);
      return config;
    }

    @Override
    RedisSessions open() {
      return await(SessionsUnderTest.open(vertx, config(), hooked));
    }

    @Override
    void routes(Router router) {
      router
          .get("/slow")
          .handler(
              ctx -> {
                clock.advance(Duration.ofSeconds(2));
                ctx.end();
              });
      router
          .get("/put-only")
          .handler(
              ctx -> {
                ctx.session().put("n", "put only");
                ctx.end();
              });
      router
          .get("/who-and-put")
          .handler(
              ctx -> {
                ctx.session().put("n", "late");
                ctx.end(ctx.user() == null ? "nobody" : ctx.user().subject());
              });
    }

    String key() {
      return (String) records().get(0);
    }
  }
}
