package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionTooLargeException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.Futures;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What is said of sessions that grow, and what a route sees of one that would grow too large. */
class LargeSessionsIT extends WebFixture {

  private static final String VALUE = "not-for-the-log";

  private final MutableClock clock = new MutableClock();
  private final Queue<Throwable> refused = new ConcurrentLinkedQueue<>();

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("maxBytes", 2_000);
    return config;
  }

  @Override
  RedisSessions open() {
    return Futures.await(SessionsUnderTest.open(vertx, config(), clock));
  }

  /** What a response was waiting for is stored when it is there. */
  @Override
  Handler<HttpServerRequest> requestHandler() {
    return sessions.guard(router);
  }

  @Override
  void routes(Router router) {
    router
        .get("/fill")
        .handler(
            ctx -> {
              int length = Integer.parseInt(ctx.request().getParam("length"));
              try {
                ctx.session().put("cart", (VALUE + "x".repeat(length)).substring(0, length));
              } catch (SessionTooLargeException e) {
                refused.add(e);
              }
              ctx.end(ctx.session().<String>get("cart").length() + "");
            });
  }

  @Test
  void s7_sessionThatGrowsOverHalf_isOneEventThatNamesTheLargestAttribute() {
    AuditRecorder audit = new AuditRecorder(vertx);
    try (LogCapture log = new LogCapture()) {
      Browser browser = browser();
      browser.get("/fill?length=900");
      assertThat(audit.events("session.large")).isEmpty();
      browser.get("/fill?length=1200");
      browser.get("/fill?length=1300");
      browser.get("/read");
      assertThat(audit.events("session.large"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getString("level")).isEqualTo("warn");
                assertThat(event.getString("largest")).isEqualTo("cart");
                assertThat(event.getInteger("bytes")).isEqualTo(1206);
                assertThat(event.getInteger("largestBytes")).isEqualTo(1206);
                assertThat(event.getInteger("maxBytes")).isEqualTo(2000);
                assertThat(event.getInteger("count")).isEqualTo(1);
                assertThat(event.getString("session")).hasSize(16);
                assertThat(browser.cookie("sid")).doesNotContain(event.getString("session"));
              });
      String audited =
          log.text().lines().filter(l -> l.contains(AuditTrail.LOGGER)).toList().toString();
      assertThat(audited).contains("session.large").doesNotContain(VALUE);
    }
  }

  @Test
  void s7_manySessionsThatGrow_areOneEventASecond_withTheirNumber() {
    AuditRecorder audit = new AuditRecorder(vertx);
    for (int i = 0; i < 5; i++) {
      browser().get("/fill?length=1200");
    }
    clock.advance(Duration.ofSeconds(1));
    browser().get("/fill?length=1200");

    assertThat(audit.events("session.large"))
        .extracting(event -> event.getInteger("count"))
        .containsExactly(1, 5);
  }

  @Test
  void s7_cve20164423_refusedPut_isTheRoutesToHandle_andTheSessionGoesOn() {
    Browser browser = browser();
    browser.get("/fill?length=100");
    assertThat(browser.get("/fill?length=3000").bodyAsString()).isEqualTo("100");

    assertThat(refused)
        .singleElement()
        .asString()
        .contains("session.maxBytes allows 2000", "cart with 3006 bytes")
        .doesNotContain(VALUE);
    browser.get("/put?n=2");
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("2");
  }
}
