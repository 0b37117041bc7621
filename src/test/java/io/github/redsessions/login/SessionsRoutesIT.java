package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows L4 and L5: a user's own sessions. */
class SessionsRoutesIT extends AccountsFixture {

  @Test
  void l4_list_showsEachSessionAndNothingThatIsSecret() {
    Browser phone = browser();
    phone.send(
        HttpMethod.POST,
        "/login",
        r -> r.putHeader("User-Agent", "Phone <1>").putHeader("Content-Type", FORM),
        Buffer.buffer("username=alice&password=" + PASSWORD));
    Browser laptop = loggedIn("alice");
    loggedIn("bob");

    HttpResponse<Buffer> answer = get(laptop, "/sessions", JSON);
    JsonArray list = answer.bodyAsJsonArray();

    assertThat(list).hasSize(2);
    for (Object each : list) {
      JsonObject session = (JsonObject) each;
      boolean isPhone = session.getString("handle").equals(ownHandle(phone));
      assertThat(session.fieldNames())
          .containsExactly("handle", "created", "lastAccess", "address", "userAgent", "current");
      assertThat(session.getString("handle")).isIn(ownHandle(phone), ownHandle(laptop));
      assertThat(session.getBoolean("current")).isEqualTo(!isPhone);
      assertThat(session.getString("address")).isEqualTo("127.0.0.1");
      assertThat(Instant.parse(session.getString("created")))
          .isBeforeOrEqualTo(Instant.parse(session.getString("lastAccess")))
          .isAfter(Instant.now().minusSeconds(60));
      assertThat("Phone <1>".equals(session.getString("userAgent"))).isEqualTo(isPhone);
    }
    assertNoSecrets(answer.bodyAsString(), phone, laptop);
    assertNoSecrets(laptop.get("/sessions").bodyAsString(), phone, laptop);
  }

  /** Neither what the cookies hold beyond the handle, nor what Redis holds of it. */
  private void assertNoSecrets(String body, Browser... browsers) {
    for (Browser browser : browsers) {
      assertThat(body).doesNotContain(browser.cookie("sid").substring(22));
    }
    for (Object key : sessionKeys()) {
      for (Object value : (List<?>) server().command("HGETALL", key.toString())) {
        if (value.toString().matches("[A-Za-z0-9_-]{43}")) {
          assertThat(body).doesNotContain(value.toString());
        }
      }
    }
  }

  @Test
  void l4_page_hasAButtonForEachSessionAndEscapesTheUserAgent() {
    Browser browser = browser();
    browser.send(
        HttpMethod.POST,
        "/login",
        r -> r.putHeader("User-Agent", "<script>\"").putHeader("Content-Type", FORM),
        Buffer.buffer("username=alice&password=" + PASSWORD));
    Browser other = loggedIn("alice");

    String page = browser.get("/sessions").bodyAsString();

    assertThat(page)
        .contains("action=\"/sessions/" + ownHandle(browser) + "/revoke\"")
        .contains("action=\"/sessions/" + ownHandle(other) + "/revoke\"")
        .contains("action=\"/sessions/revoke-others\"", "This session", "&lt;script&gt;&quot;")
        .contains("name=\"_csrf\" value=\"" + SameOriginIT.token(browser) + "\"")
        .doesNotContain("<script", "style=", "onclick");
  }

  @Test
  void l4_anEndedSession_isNotInTheList() {
    Browser ended = loggedIn("alice");
    Browser browser = loggedIn("alice");
    server().command("DEL", prefix + ":s:" + ownHandle(ended));

    assertThat(sessions(browser)).hasSize(1);
  }

  @Test
  void l5_another_ofOnesOwn_isEndedBeforeTheAnswer() {
    Browser browser = loggedIn("alice");
    Browser lost = loggedIn("alice");

    assertThat(delete(browser, "/sessions/" + ownHandle(lost)).statusCode()).isEqualTo(204);

    assertThat(sessionKeys()).hasSize(1);
    assertThat(me(lost)).isEqualTo(401);
    assertThat(me(browser)).isEqualTo(200);
    assertThat(delete(browser, "/sessions/" + ownHandle(lost)).statusCode()).isEqualTo(404);
  }

  @Test
  void l5_ofAnotherUser_is404AndStaysAlive() {
    Browser alice = loggedIn("alice");
    Browser bob = loggedIn("bob");
    String handle = ownHandle(bob);

    HttpResponse<Buffer> others = delete(alice, "/sessions/" + handle);
    HttpResponse<Buffer> unknown = delete(alice, "/sessions/" + "A".repeat(22));

    assertThat(others.statusCode()).isEqualTo(404).isEqualTo(unknown.statusCode());
    assertThat(others.body()).isEqualTo(unknown.body());
    assertThat(me(bob)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%00", "..%2f..", "*", "%7Bx%7D", "vs:s:x", "%ff"})
  void l5_whatIsNoHandle_is404(String handle) {
    assertThat(delete(loggedIn("alice"), "/sessions/" + handle).statusCode()).isBetween(400, 404);
    assertThat(delete(loggedIn("alice"), "/sessions/" + "x".repeat(3000)).statusCode())
        .isEqualTo(404);
  }

  /** A stolen session that is old can't throw its owner out. */
  @Test
  void l5_withoutARecentProof_is403UntilThePasswordIsGivenAgain() {
    LoginVerticle service = deploy(new LoginVerticle(), config(JsonObject.of("freshMs", 0)));
    Browser browser = loggedIn(service, "alice");
    Browser other = loggedIn(service, "alice");

    HttpResponse<Buffer> stale = delete(browser, "/sessions/" + ownHandle(other));
    assertThat(stale.statusCode()).isEqualTo(403);
    assertThat(stale.bodyAsJsonObject().getString("error")).contains("/elevate");
    assertThat(delete(browser, "/sessions").statusCode()).isEqualTo(403);
    assertThat(post(browser, "/sessions/revoke-others", FORM, "").bodyAsString())
        .contains("<a href=\"/elevate?next=/sessions\">");
    assertThat(me(other)).isEqualTo(200);

    elevate(browser, PASSWORD);
    assertThat(delete(browser, "/sessions/" + ownHandle(other)).statusCode()).isEqualTo(204);
    assertThat(me(other)).isEqualTo(401);
  }

  @Test
  void l5_theOwn_isALogout() {
    LoginVerticle service = deploy(new LoginVerticle(), config(JsonObject.of("freshMs", 0)));
    Browser browser = loggedIn(service, "alice");

    HttpResponse<Buffer> answer = delete(browser, "/sessions/" + ownHandle(browser));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.getHeader("Clear-Site-Data")).isEqualTo("\"cache\", \"storage\"");
    assertThat(browser.cookie("sid")).isNull();
    assertThat(sessionKeys()).isEmpty();
  }

  @Test
  void deleteSessions_endsAllOthers() {
    Browser browser = loggedIn("alice");
    Browser one = loggedIn("alice");
    Browser two = loggedIn("alice");
    Browser bob = loggedIn("bob");

    HttpResponse<Buffer> answer = delete(browser, "/sessions");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject()).isEqualTo(JsonObject.of("ended", 2));
    assertThat(List.of(me(one), me(two), me(browser), me(bob))).containsExactly(401, 401, 200, 200);
  }

  /** Without scripts a page can only post. */
  @Test
  void theButtonsOfThePage_doTheSame() {
    Browser browser = loggedIn("alice");
    Browser one = loggedIn("alice");
    Browser two = loggedIn("alice");

    HttpResponse<Buffer> answer =
        post(browser, "/sessions/" + ownHandle(one) + "/revoke", FORM, "");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.getHeader("Location")).isEqualTo("/sessions");
    assertThat(me(one)).isEqualTo(401);

    answer = post(browser, "/sessions/revoke-others", FORM, "");
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(me(two)).isEqualTo(401);

    answer = post(browser, "/sessions/" + ownHandle(browser) + "/revoke", FORM, "");
    assertThat(answer.getHeader("Location")).isEqualTo("/login");
    assertThat(browser.cookie("sid")).isNull();
  }

  /** Row F1: the session goes over to the other user, under a new id. */
  @Test
  void f1_loginAsAnotherUser_takesTheSessionFromTheFirst() {
    Browser browser = loggedIn("alice");
    Browser before = copyOf(browser);
    Browser alice = loggedIn("alice");

    logInAs(browser, "bob", PASSWORD);

    assertThat(browser.get("/me").bodyAsJsonObject().getString("user")).isEqualTo("bob");
    assertThat(browser.cookie("sid")).isNotEqualTo(before.cookie("sid"));
    assertThat(me(before)).isEqualTo(401);
    assertThat(sessions(alice)).hasSize(1);
    assertThat(sessions(browser)).hasSize(1);
  }

  /** But for the first one, which compares the login with what was revoked meanwhile. */
  @Test
  void aRequestOfAUser_costsOneCommand() {
    Browser browser = loggedIn("alice");
    // The first one after a login goes on after its response.
    eventually(
        Duration.ofSeconds(10),
        () -> {
          try (CommandRecorder recorder = server().record()) {
            assertThat(me(browser)).isEqualTo(200);
            assertThat(browser.get("/").statusCode()).isEqualTo(200);

            assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /sessions",
    "GET, /password",
    "GET, /elevate",
    "GET, /admin/sessions",
    "DELETE, /sessions",
    "DELETE, /sessions/AAAAAAAAAAAAAAAAAAAAAA",
    "DELETE, /elevate",
    "DELETE, /admin/sessions",
    "POST, /sessions/revoke-others",
    "POST, /password",
    "POST, /elevate"
  })
  void nobody_is401(String method, String path) {
    Buffer body = method.equals("POST") ? Buffer.buffer("{}") : null;
    HttpResponse<Buffer> json =
        browser()
            .send(
                HttpMethod.valueOf(method),
                path,
                r -> body == null ? r.putHeader("Accept", JSON) : r.putHeader("Content-Type", JSON),
                body);

    assertThat(json.statusCode()).isEqualTo(401);
    assertThat(json.bodyAsJsonObject().fieldNames()).containsExactly("error");
    assertThat(keys()).isEmpty();
  }

  @Test
  void nobody_withABrowser_getsTheFormThatLeadsBack() {
    HttpResponse<Buffer> page = browser().get("/sessions?a=b");

    assertThat(page.statusCode()).isEqualTo(401);
    assertThat(page.bodyAsString())
        .contains("action=\"/login\"", "name=\"next\" value=\"/sessions?a=b\"");
  }
}
