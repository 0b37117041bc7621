package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.Test;

/** Login, logout and who is logged in, as a browser and as a JSON client see them. */
class LoginVerticleIT extends LoginFixture {

  @Test
  void login_withAForm_redirectsToThePageThatNamesTheUser() {
    Browser browser = browser();

    HttpResponse<Buffer> login = logIn(browser);

    assertThat(login.statusCode()).isEqualTo(303);
    assertThat(login.getHeader("Location")).isEqualTo("/");
    assertThat(login.cookies()).hasSize(1);
    assertThat(browser.get("/").bodyAsString()).contains("<strong>demo</strong>");
    assertThat(browser.get("/me").bodyAsJsonObject()).isEqualTo(JsonObject.of("user", "demo"));
  }

  @Test
  void login_withJson_namesTheUser() {
    Browser browser = browser();

    HttpResponse<Buffer> login = post(browser, "/login", JSON + "; charset=utf-8", RIGHT_JSON);

    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(login.getHeader("Content-Type")).isEqualTo(JSON);
    assertThat(login.bodyAsJsonObject()).isEqualTo(JsonObject.of("user", "demo"));
    assertThat(browser.get("/me").statusCode()).isEqualTo(200);
  }

  @Test
  void login_withAFormByAClientThatPrefersJson_answersJson() {
    HttpResponse<Buffer> login =
        browser()
            .send(
                HttpMethod.POST,
                "/login",
                r ->
                    r.putHeader("Content-Type", FORM)
                        .putHeader("Accept", "text/html;q=0.5, " + JSON),
                Buffer.buffer(RIGHT_FORM));

    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(login.bodyAsJsonObject()).isEqualTo(JsonObject.of("user", "demo"));
  }

  @Test
  void nobody_isToldToLogIn() {
    assertThat(browser().get("/").bodyAsString()).contains("<a href=\"/login\">");
    assertThat(browser().get("/").statusCode()).isEqualTo(200);
    assertThat(browser().get("/me").statusCode()).isEqualTo(401);
    assertThat(browser().get("/me").bodyAsJsonObject().fieldNames()).containsExactly("error");
  }

  @Test
  void loginPage_showsTheFormAndTheHint() {
    HttpResponse<Buffer> page = browser().get("/login");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.bodyAsString()).contains("<form method=\"post\"", "a &lt;hint&gt;");
  }

  /** Row F1: a new id, and the old one is dead when the answer arrives. */
  @Test
  void f1_login_changesTheIdAndKillsTheOldOne() {
    Browser browser = browser();
    logIn(browser);
    String before = browser.cookie("sid");

    logIn(browser);

    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    assertThat(browser().setCookie("sid", before).get("/me").statusCode()).isEqualTo(401);
    assertThat(browser.get("/me").statusCode()).isEqualTo(200);
    assertThat(sessionKeys()).hasSize(1);
  }

  /** Row F6: nothing from before the login is in the session. */
  @Test
  void f6_login_dropsWhatWasThereBefore() {
    Browser browser = browser();
    browser.get("/csrf");
    assertThat(records()).contains("redsessions.login.csrf");

    logIn(browser);

    assertThat(records()).contains("demo").doesNotContain("redsessions.login.csrf");
  }

  /** Row L1: the session is gone from Redis when the answer arrives. Row L2: twice is fine. */
  @Test
  void l1_logout_killsTheSession() {
    Browser browser = browser();
    logIn(browser);
    String before = browser.cookie("sid");

    HttpResponse<Buffer> logout = post(browser, "/logout", FORM, "");

    assertThat(sessionKeys()).isEmpty();
    assertThat(logout.statusCode()).isEqualTo(303);
    assertThat(logout.getHeader("Location")).isEqualTo("/login");
    assertThat(browser.cookie("sid")).isNull();
    assertThat(browser().setCookie("sid", before).get("/me").statusCode()).isEqualTo(401);
    assertThat(browser().setCookie("sid", before).post("/logout").statusCode()).isEqualTo(303);
  }

  @Test
  void l2_logout_withoutASession_succeeds() {
    assertThat(browser().post("/logout").statusCode()).isEqualTo(303);
    assertThat(post(browser(), "/logout", JSON, "{}").statusCode()).isEqualTo(204);
  }

  @Test
  void logout_ofAJsonClient_hasNoBody() {
    Browser browser = browser();
    logIn(browser);

    HttpResponse<Buffer> logout =
        browser.send(HttpMethod.POST, "/logout", r -> r.putHeader("Accept", JSON), null);

    assertThat(logout.statusCode()).isEqualTo(204);
    assertThat(logout.body()).isNull();
    assertThat(browser.get("/me").statusCode()).isEqualTo(401);
  }

  /** Row B5: status, headers and body are the same to the byte, and no session is touched. */
  @Test
  void b5_unknownUserAndWrongPassword_areTheSame() {
    String unknownForm = "username=nobody&password=wrong-password";
    String wrongForm = "username=demo&password=wrong-password";
    String unknownJson = "{\"username\": \"nobody\", \"password\": \"wrong\"}";
    String wrongJson = "{\"username\": \"demo\", \"password\": \"wrong\"}";

    HttpResponse<Buffer> page = post(browser(), "/login", FORM, wrongForm);
    HttpResponse<Buffer> json = post(browser(), "/login", JSON, wrongJson);

    assertThat(page.bodyAsString()).contains("<form method=\"post\"", "wrong password");
    assertThat(json.bodyAsJsonObject().fieldNames()).containsExactly("error");
    assertSame(post(browser(), "/login", FORM, unknownForm), page);
    assertSame(post(browser(), "/login", JSON, unknownJson), json);
    assertThat(sessionKeys()).isEmpty();
  }

  @Test
  void aRefusedLogin_leavesTheSessionAlone() {
    Browser browser = browser();
    logIn(browser);

    assertThat(post(browser, "/login", FORM, "username=demo&password=x").statusCode())
        .isEqualTo(401);

    assertThat(browser.get("/me").statusCode()).isEqualTo(200);
  }

  private static void assertSame(HttpResponse<Buffer> one, HttpResponse<Buffer> other) {
    assertThat(one.statusCode()).isEqualTo(other.statusCode()).isEqualTo(401);
    assertThat(one.headers()).hasToString(other.headers().toString());
    assertThat(one.cookies()).isEmpty();
    assertThat(one.body()).isEqualTo(other.body());
  }
}
