package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/** Sessions whose ids are renewed every 15 minutes, and a user who is logged in. Row T6. */
abstract class RenewalFixture extends WebFixture {

  static final Duration RENEWAL = Duration.ofMinutes(15);

  final MutableClock clock = new MutableClock();
  AuditRecorder audit;
  Browser browser;

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("renewalTimeoutMs", RENEWAL.toMillis());
    return config;
  }

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @BeforeEach
  void logIn() {
    audit = new AuditRecorder(vertx);
    browser = browser();
    browser.post("/login-put");
  }

  Browser with(String id) {
    return browser().setCookie("sid", id);
  }

  HttpResponse<Buffer> send(HttpMethod method, String path) {
    return browser.send(method, path, request -> request, null);
  }

  /** The id is another one, and the session the same. */
  void assertRenewed(String before) {
    assertThat(browser.cookie("sid")).isNotEqualTo(before).hasSameSizeAs(before);
    assertThat(browser.cookie("sid").substring(0, 22)).isEqualTo(before.substring(0, 22));
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(records()).hasSize(1);
  }

  /** The id is still due, and is renewed by the next request that may be. */
  void assertLeftToTheNextRequest(String before) {
    assertThat(browser.cookie("sid")).isEqualTo(before);
    browser.get("/who");
    assertRenewed(before);
  }
}
