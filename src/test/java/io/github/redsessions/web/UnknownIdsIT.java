package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whoever guesses ids is found, and slowed down; nobody else is. Row B12. */
class UnknownIdsIT {

  @Nested
  class Bare extends Guessing {}

  @Nested
  class BehindTheGuard extends Guessing {

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

  abstract static class Guessing extends WebFixture {

    private final MutableClock clock = new MutableClock();
    private final AtomicInteger routed = new AtomicInteger();
    private AuditRecorder audit;
    private Browser victim;

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      return config.put(
          "http", new JsonObject().put("trustProxy", new JsonArray().add("127.0.0.1")));
    }

    @Override
    RedisSessions open() {
      return await(SessionsUnderTest.open(vertx, config(), clock));
    }

    @Override
    void routes(Router router) {
      router
          .route("/counted")
          .handler(BodyHandler.create(false))
          .handler(
              ctx -> {
                routed.incrementAndGet();
                ctx.end();
              });
    }

    @BeforeEach
    void logIn() {
      audit = new AuditRecorder(vertx);
      victim = browser();
      victim.post("/login");
    }

    @Test
    void b12_thousandUnknownIds_areThrottledAndTold_andTheVictimIsNot() {
      try (CommandRecorder recorder = server().record()) {
        for (int i = 1; i <= 1_000; i++) {
          HttpResponse<Buffer> answer = guess().get("/counted");
          assertThat(answer.statusCode()).isEqualTo(i <= 100 ? 200 : 429);
        }
        assertThat(recorder.names()).hasSize(1_000).containsOnly("HGETALL");
      }
      assertThat(routed).hasValue(100);
      assertThat(sessions.unknownIds()).isEqualTo(1_000);
      assertThat(records()).hasSize(1);
      assertThat(victim.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(victim.get("/put?n=1").statusCode()).isEqualTo(200);
      assertThat(browser().get("/untouched").statusCode()).isEqualTo(200);
      assertThat(browser().post("/login").statusCode()).isEqualTo(200);
      assertThat(audit.events("session.guessed"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getString("client")).isEqualTo("127.0.0.1");
                assertThat(event.getString("level")).isEqualTo("critical");
                assertThat(event.getInteger("count")).isEqualTo(101);
              });
    }

    @Test
    void b12_throttledBrowser_losesItsCookie_andIsWelcomeAgain() {
      throttle();
      clock.advance(Duration.ofMillis(20_500));
      Browser browser = guess();
      HttpResponse<Buffer> answer = browser.get("/counted");
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.getHeader("Retry-After")).isEqualTo("40");
      assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.cookies())
          .singleElement()
          .asString()
          .matches("sid=; Max-Age=0; Expires=[^;]+; Path=/; HTTPOnly; SameSite=Lax");
      assertThat(browser.get("/counted").statusCode()).isEqualTo(200);
    }

    @Test
    void b12_browserWhoseSessionIsOver_isNoGuesser() {
      String expired = unknownId();
      for (int i = 0; i < 200; i++) {
        assertThat(browser().setCookie("sid", expired).get("/counted").statusCode()).isEqualTo(200);
      }
      assertThat(sessions.unknownIds()).isEqualTo(200);
      assertThat(audit.events("session.guessed")).isEmpty();
    }

    @Test
    void b12_limitIsPerMinute() {
      throttle();
      clock.advance(Duration.ofMinutes(1));
      assertThat(guess().get("/counted").statusCode()).isEqualTo(200);
      throttle();
      assertThatItWasTold(2);
    }

    @Test
    void b12_limitIsPerClient_andPerNetworkOfIpv6() {
      throttle();
      assertThat(guessFrom("192.0.2.1")).isEqualTo(200);
      for (int i = 0; i < 100; i++) {
        assertThat(guessFrom("2001:db8::" + i)).isEqualTo(200);
      }
      assertThat(guessFrom("2001:db8::ffff:ffff:ffff:ffff")).isEqualTo(429);
      assertThat(guessFrom("2001:db8:0:1::")).isEqualTo(200);
    }

    @Test
    void b12_wrongSecretAndRetiredId_count_butNoIdThatCostsNothing() {
      Browser rotated = browser().setCookie("sid", victim.cookie("sid"));
      victim.post("/rotate");
      assertThat(rotated.get("/counted").statusCode()).isEqualTo(200);
      assertThat(sessions.unknownIds()).isZero();
      browser().setCookie("sid", "x".repeat(64)).get("/counted");
      browser().get("/counted");
      assertThat(sessions.unknownIds()).isZero();
      clock.advance(Duration.ofSeconds(10));
      rotated.get("/counted");
      assertThat(sessions.unknownIds()).isEqualTo(1);
      String handle = victim.cookie("sid").substring(0, 22);
      browser().setCookie("sid", handle + unknownId().substring(22)).get("/counted");
      assertThat(sessions.unknownIds()).isEqualTo(2);
    }

    /** Who is told of already: one client causes no more events than the limit. */
    @Test
    void a1_clientOverTheLimit_causesNoFurtherEvents() {
      Browser rotated = browser().setCookie("sid", victim.cookie("sid"));
      victim.post("/rotate");
      clock.advance(Duration.ofSeconds(10));
      throttle();
      assertThat(rotated.get("/counted").statusCode()).isEqualTo(429);
      clock.advance(Duration.ofMinutes(1));
      throttle();
      assertThatItWasTold(2);
      assertThat(audit.events("session.retired.id.used")).isEmpty();
    }

    @Test
    void throttledRequest_withABody_leavesTheConnectionUsable_andLogsNoError() {
      throttle();
      int length = 1_000_000;
      String head = "POST /counted HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length;
      try (LogCapture log = new LogCapture();
          RawHttp http = new RawHttp(port)) {
        http.send(head + "\r\nCookie: sid=" + unknownId() + "\r\n\r\n" + "x".repeat(length));
        http.send("GET /static HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(http.readAll())
            .startsWith("HTTP/1.1 429 Too Many Requests")
            .contains("HTTP/1.1 200 OK")
            .endsWith("static");
        assertThat(log.text()).doesNotContain("ERROR");
      }
    }

    private void throttle() {
      for (int i = 0; guess().get("/counted").statusCode() != 429; i++) {
        assertThat(i).isLessThan(100);
      }
    }

    private Browser guess() {
      return browser().setCookie("sid", unknownId());
    }

    private int guessFrom(String address) {
      return guess()
          .send(
              HttpMethod.GET,
              "/counted",
              request -> request.putHeader("X-Forwarded-For", address),
              null)
          .statusCode();
    }

    private String unknownId() {
      return sessions.store().createSession(60_000).id();
    }

    private void assertThatItWasTold(int times) {
      assertThat(audit.events("session.guessed")).hasSize(times);
    }
  }
}
