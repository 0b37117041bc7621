package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.Chromium;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The status of a server, and who may see it. Rows L8, X7, X8. */
class StatusRouteIT extends AccountsFixture {

  private static final String PATH = "/admin/status";

  private String url(String path) {
    return "http://localhost:" + verticle.actualPort() + path;
  }

  @Test
  void l8_onlyAnElevatedAdministrator_seesIt() {
    assertThat(get(browser(), PATH, JSON).statusCode()).isEqualTo(401);
    assertThat(browser().get(PATH).statusCode()).isEqualTo(401);
    assertThat(get(loggedIn("alice"), PATH, JSON).statusCode()).isEqualTo(403);
    assertThat(get(elevated(verticle, "alice"), PATH, JSON).statusCode()).isEqualTo(403);
    HttpResponse<Buffer> stale = loggedIn("root").get(PATH);
    assertThat(stale.statusCode()).isEqualTo(403);
    assertThat(stale.bodyAsString()).contains("next=/admin/status");
    assertThat(stale.bodyAsString()).doesNotContain("127.0.0.1");
    Browser root = elevated(verticle, "root");
    assertThat(get(root, PATH, JSON).statusCode()).isEqualTo(200);
    assertThat(root.get("/").bodyAsString()).contains("href=\"" + PATH + "\"");
    assertThat(loggedIn("alice").get("/").bodyAsString()).doesNotContain(PATH);
  }

  @Test
  void otherMethods_are405() {
    Browser root = elevated(verticle, "root");

    for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.DELETE, HttpMethod.PUT)) {
      HttpResponse<Buffer> answer = root.send(method, PATH, r -> r, null);
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.getHeader("Allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void figures_areThoseOfThisServer() {
    Browser alice = loggedIn("alice");
    assertThat(logInAs(browser(), "alice", "wrong").statusCode()).isEqualTo(401);
    me(alice);
    JsonObject status = get(elevated(verticle, "root"), PATH, JSON).bodyAsJsonObject();

    JsonObject events = status.getJsonObject("events");
    assertThat(events.getLong("login.succeeded")).isEqualTo(2);
    assertThat(events.getLong("login.failed")).isEqualTo(1);
    assertThat(status.getJsonObject("active").getLong("users")).isEqualTo(2);
    JsonObject loads = status.getJsonObject("counts").getJsonObject("redsessions.loads");
    assertThat(loads.getLong("hit")).isPositive();
    JsonObject hgetall = status.getJsonObject("commands").getJsonObject("hgetall");
    assertThat(hgetall.getLong("count")).isPositive();
    assertThat(hgetall.getJsonArray("within")).hasSize(status.getJsonArray("boundsMs").size() + 1);
    assertThat(status.getJsonArray("shards"))
        .isEqualTo(
            JsonArray.of(
                JsonObject.of(
                    "primary",
                    "127.0.0.1:" + server().port(),
                    "replicas",
                    JsonArray.of(),
                    "serving",
                    true)));
    assertThat(status.getJsonArray("history")).isNotEmpty();
    assertThat(status.encode()).doesNotContain("alice", prefix, ownHandle(alice));
  }

  /** The size of the store is a scan of all keys: the page must not ask for it, nor for more. */
  @Test
  void thePage_costsTheLookUpOfItsSessionAndNoMore() {
    Browser root = elevated(verticle, "root");
    root.get(PATH);
    try (CommandRecorder recorder = server().record()) {
      assertThat(root.get(PATH).statusCode()).isEqualTo(200);
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
  }

  @Test
  void x8_thePage_hasPlotsAndNeedsNoScript() {
    HttpResponse<Buffer> answer = elevated(verticle, "root").get(PATH);

    assertThat(answer.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.bodyAsString())
        .contains(
            "about: <span>sessions 1, users 1</span>",
            "<svg ",
            "role=\"img\"",
            "127.0.0.1:" + server().port(),
            "<th>hgetall</th>")
        .doesNotContain("<script", "style=", "http-equiv");
  }

  @Test
  void inABrowser_itIsReadableWithoutScripts() {
    Chromium.require();
    try (Chromium browser = Chromium.open("--blink-settings=scriptEnabled=false")) {
      browser
          .goTo(url("/login"))
          .type("Username", "root")
          .type("Password", PASSWORD)
          .press("Log in");
      browser.press("Status of this server").shows("Give your password again first.");
      browser.press("Give your password again").type("Password", PASSWORD).press("Go on");
      browser.shows("Status of this server").shows("Logins a minute").shows("serving");
      browser.press("Refresh").shows("Commands to Redis in ms");
      assertThat(browser.driver().findElements(org.openqa.selenium.By.tagName("svg"))).hasSize(4);
    }
  }
}
