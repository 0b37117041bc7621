package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is in an event and its line of the log, and what never is. Rows A2 to A4. */
class AuditContentIT extends AuditFixture {

  @Test
  void a2_event_saysWhoWhatWhereAndWhen() {
    Browser browser = browser();
    browser.post("/login");
    String session = expectOne("login.succeeded").getString("session");
    String agent = "Agent/1 (" + "x; ".repeat(100) + ")";
    try (LogCapture log = new LogCapture()) {
      browser.send(
          HttpMethod.GET,
          "/a/../report;p=1?q=SECRET#f",
          request ->
              request
                  .putHeader("User-Agent", agent)
                  .putHeader("X-Forwarded-For", "192.0.2.9, 203.0.113.7"),
          null);
      JsonObject event = expectOne("access.denied");

      assertThat(event)
          .isEqualTo(
              new JsonObject()
                  .put("time", "2031-01-02T03:04:05.678Z")
                  .put("event", "access.denied")
                  .put("level", "warn")
                  .put("address", "203.0.113.7")
                  .put("userAgent", agent.substring(0, 255) + "…")
                  .put("method", "GET")
                  .put("path", "/report")
                  .put("user", "alice")
                  .put("session", session)
                  .put("reason", "role"));
      assertThat(log.text().lines())
          .contains("WARN io.github.redsessions.audit " + event.encode() + " {}");
    }
  }

  @Test
  void a2_levelOfTheLog_isThatOfTheEvent() {
    try (LogCapture log = new LogCapture()) {
      sessions.audit(AuditEvent.PASSWORD_CHANGED, null, new JsonObject());
      sessions.audit(AuditEvent.LOGIN_FAILED, null, new JsonObject());
      sessions.audit(AuditEvent.LOGIN_LOCKED, null, new JsonObject());

      assertThat(log.text().lines().map(line -> line.replaceFirst("\\{.*", "")))
          .containsExactly(
              "INFO io.github.redsessions.audit ",
              "WARN io.github.redsessions.audit ",
              "ERROR io.github.redsessions.audit ");
    }
  }

  @Test
  void a2_whoeverActsOnAnother_isTheActor() {
    Browser browser = browser();
    browser.post("/login");
    expect("login.succeeded");
    browser.post("/failed?name=bob");

    assertThat(expectOne("login.failed").getMap())
        .contains(Map.entry("user", "bob"), Map.entry("actor", "alice"));
  }

  @Test
  void a2_detailsThatTheEventFillsIn_areRefused() {
    assertThatThrownBy(
            () ->
                sessions.audit(
                    AuditEvent.LOGIN_FAILED, null, new JsonObject().put("address", "1.2.3.4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found address, allowed");
    expect();
  }

  /** Asking for the session would give its response a Vary, and under a stock handler a cookie. */
  @Test
  void reportOfAnAnonymousRequest_isNoUseOfItsSession() {
    HttpResponse<Buffer> response = browser().get("/report");

    assertThat(response.headers().names()).doesNotContain("vary", "Vary", "set-cookie");
    assertThat(expectOne("access.denied").getMap()).doesNotContainKey("session");
    assertThat(keys()).isEmpty();
  }

  @Test
  void a3_noEventAndNoLog_holdsAnIdASecretOrAPassword() {
    List<String> secrets = new ArrayList<>(List.of(PSEUDONYM_KEY, SIGNING_SECRET, PASSWORD));
    try (LogCapture log = new LogCapture()) {
      Browser browser = browser();
      for (String change : List.of("/login", "/rotate", "/authenticated", "/new", "/login")) {
        browser.post(change);
        String id = browser.cookie("sid");
        String handle = browser.get("/handle").bodyAsString();
        assertThat(id).startsWith(handle);
        secrets.addAll(List.of(id, handle, id.substring(22, 65), id.substring(id.length() - 43)));
      }
      String first = secrets.get(3);
      browser().setCookie("sid", first).get("/who");
      browser.send(
          HttpMethod.GET, "/who", r -> r.putHeader("Cookie", "sid=" + first + "; sid=1"), null);
      assertThat(secrets)
          .hasSizeGreaterThan(20)
          .allSatisfy(secret -> assertThat(log.text()).doesNotContain(secret));
      // Vert.x logs a whole URL at TRACE: who is asked here is the module.
      browser.get("/reset/" + first);
      browser.get("/reset/" + secrets.get(4) + "?password=" + PASSWORD);
      browser.get("/report;jsessionid=" + first + "?sid=" + first);
      browser.post("/failed?name=" + browser.cookie("sid"));
      browser.post("/destroy");
      eventually(
          BOUND,
          () ->
              assertThat(audit)
                  .extracting(e -> e.getString("event"))
                  .contains("session.cookie.refused", "login.failed", "session.logged.out"));

      String ours =
          log.text()
              .lines()
              .filter(line -> line.contains(" io.github.redsessions."))
              .collect(Collectors.joining("\n", "", audit.toString()));
      assertThat(ours).contains("\"path\":\"/reset/*\"", "\"path\":\"/report\"", "\"user\":\"*\"");
      assertThat(secrets).allSatisfy(secret -> assertThat(ours).doesNotContain(secret));
    }
  }

  @Test
  void a4_nameWithALineBreak_isOneLine() {
    try (LogCapture log = new LogCapture()) {
      browser().post("/failed?name=a%0d%0ab%e2%80%a8c%e2%80%aed");
      JsonObject event = expectOne("login.failed");

      assertThat(event.getString("user")).isEqualTo("a\\u000d\\u000ab\\u2028c\\u202ed");
      assertThat(log.text().lines().filter(line -> line.contains("login.failed")))
          .singleElement()
          .isEqualTo("WARN io.github.redsessions.audit " + event.encode() + " {}");
    }
  }
}
