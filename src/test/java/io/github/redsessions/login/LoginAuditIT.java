package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Row A1 for what the routes do: one event each, and nothing in it that is secret. */
class LoginAuditIT extends AccountsFixture {

  private static final String NEW = "seven-quiet-otters-paint-a-barn";

  private LoginVerticle service;
  private List<JsonObject> events;

  @BeforeEach
  void listen() {
    service =
        deploy(
            new LoginVerticle(),
            config(JsonObject.of("throttle", JsonObject.of("freeFailures", 1))));
    events = audit();
  }

  @Test
  void a1_loginAndLogout_areOneEventEach() {
    Browser browser = loggedIn(service, "alice");
    post(browser, "/logout", FORM, "");
    logInAs(browser(service), "al%0d%0aice", "guess");
    logInAs(browser(service), "al%0d%0aice", "guess");

    expect("login.succeeded", "session.logged.out", "login.failed", "login.throttled");
    assertThat(events.get(0).getMap())
        .containsEntry("user", "alice")
        .containsEntry("address", "127.0.0.1");
    assertThat(events.get(2).getString("user")).isEqualTo("al\\u000d\\u000aice");
    assertThat(events.get(3).getString("user")).isEqualTo("al\\u000d\\u000aice");
    assertNothingSecret(browser);
  }

  @Test
  void a1_passwordAndElevation_areOneEventEach() {
    Browser browser = loggedIn(service, "alice");
    password(browser, "guess");
    password(browser, PASSWORD);
    Browser other = loggedIn(service, "alice");
    password(other, PASSWORD);
    elevate(other, NEW);
    delete(other, "/elevate");
    delete(other, "/elevate");
    elevate(other, "guess");

    expect(
        "login.succeeded",
        "password.change.failed",
        "password.change.failed",
        "login.succeeded",
        "password.changed",
        "user.revoked",
        "session.renewed",
        "privilege.raised",
        "privilege.lowered",
        "login.failed");
    assertThat(events.get(1).getMap())
        .containsEntry("reason", "current")
        .containsEntry("user", "alice");
    assertThat(events.get(2).getMap()).containsEntry("reason", "throttled");
    assertNothingSecret(browser);
  }

  @Test
  void a1_a2_lockedAccount_isOneEvent_thatSaysFromWhere() {
    JsonObject impatient =
        JsonObject.of("freeFailures", 1, "firstDelayMs", 100, "maxDelayMs", 100, "disableAfter", 2);
    LoginVerticle other = deploy(new LoginVerticle(), config(JsonObject.of("throttle", impatient)));
    eventually(
        BOUND,
        () -> {
          logInAs(browser(other), "bob", "guess");
          assertThat(events)
              .filteredOn(event -> event.getString("event").equals("login.locked"))
              .singleElement()
              .satisfies(
                  event ->
                      assertThat(event.getMap())
                          .containsEntry("address", "127.0.0.1")
                          .containsEntry("path", "/login")
                          .doesNotContainValue("bob"));
        });
  }

  @Test
  void a1_forgery_isOneEvent() {
    Browser browser = loggedIn(service, "alice");
    for (String origin : List.of("https://evil.example", "null")) {
      browser.send(HttpMethod.POST, "/logout", r -> r.putHeader("Origin", origin), null);
    }

    expect("login.succeeded", "csrf.refused", "csrf.refused");
    assertThat(events.get(1).getMap())
        .containsEntry("reason", "origin")
        .containsEntry("path", "/logout");
  }

  private void expect(String... names) {
    eventually(BOUND, () -> assertThat(names(events)).containsExactly(names));
  }

  private void assertNothingSecret(Browser browser) {
    String cookie = browser.cookie("sid");
    assertThat(events.toString())
        .doesNotContain(PASSWORD, NEW, "guess")
        .doesNotContain(cookie == null ? "no cookie" : cookie.substring(0, 22));
  }

  private static void password(Browser browser, String current) {
    post(browser, "/password", JSON, JsonObject.of("current", current, "new", NEW).encode());
  }
}
