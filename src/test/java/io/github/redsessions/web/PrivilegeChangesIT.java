package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.Test;

/**
 * Login, logout and rotation as a browser sees them. Rows C2, C6, F1, F4, F6, L1, G6, G7;
 * CVE-2022-25896.
 */
class PrivilegeChangesIT extends WebFixture {

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("keepOnLogin", new JsonArray().add("kept"));
    return config;
  }

  @Override
  void routes(Router router) {
    router
        .get("/plant")
        .handler(
            ctx -> {
              ctx.session().put("planted", 1).put("kept", 2);
              ctx.end();
            });
    router
        .post("/login-with")
        .handler(
            ctx -> {
              JsonArray amr = new JsonArray().add(ctx.request().getParam("amr"));
              JsonObject principal = new JsonObject().put("sub", "alice").put("amr", amr);
              answer(ctx, sessions.logIn(ctx, User.create(principal)));
            });
    router
        .get("/mfa-only")
        .handler(
            ctx -> {
              if (ctx.user().principal().getJsonArray("amr").contains("mfa")) {
                ctx.end();
              } else {
                ctx.fail(403);
              }
            });
    router
        .get("/data")
        .handler(
            ctx ->
                ctx.json(new JsonArray(ctx.session().data().keySet().stream().sorted().toList())));
  }

  @Test
  void f1_login_changesTheIdAndKillsTheOldOne() {
    Browser browser = browser();
    browser.get("/put?n=1");
    String anonymousId = browser.cookie("sid");

    HttpResponse<Buffer> login = browser.post("/login");

    assertThat(login.cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(anonymousId);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(browser().setCookie("sid", anonymousId).get("/who").bodyAsString())
        .isEqualTo("nobody");
    assertThat(records()).hasSize(1);
  }

  @Test
  void f6_login_dropsWhatWasPlantedButForTheAllowList() {
    Browser browser = browser();
    browser.get("/plant");
    browser.post("/login");
    assertThat(browser.get("/data").bodyAsJsonArray())
        .containsExactly("__vertx.userHolder", "kept");
  }

  @Test
  void attributesPutAfterTheLogin_areSavedInTheSameRequest() {
    Browser browser = browser();
    HttpResponse<Buffer> login = browser.post("/login-put");
    assertThat(login.cookies()).hasSize(1);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void rotate_changesTheIdAndKeepsUserAndAttributes() {
    Browser browser = browser();
    browser.post("/login-put");
    String before = browser.cookie("sid");

    HttpResponse<Buffer> rotation = browser.post("/rotate");

    assertThat(rotation.cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
    assertThat(browser().setCookie("sid", before).get("/who").bodyAsString()).isEqualTo("nobody");
  }

  @Test
  void l1_logout_endsTheSessionBeforeTheResponse() {
    Browser browser = browser();
    browser.post("/login");
    String id = browser.cookie("sid");

    HttpResponse<Buffer> logout = browser.post("/logout");

    assertThat(logout.cookies()).singleElement().asString().contains("Max-Age=0");
    assertThat(keys()).isEmpty();
    assertThat(browser().setCookie("sid", id).get("/who").bodyAsString()).isEqualTo("nobody");
  }

  @Test
  void l1_logoutOfASessionThatCanNotBeRead_endsIt_forItMayBeReadAgain() {
    Browser browser = browser();
    browser.post("/login");
    server().command("HSET", (String) records().get(0), "f", "99");
    assertThat(browser.post("/logout").statusCode()).isEqualTo(200);
    assertThat(records()).isEmpty();
  }

  @Test
  void logoutWithAnUnknownId_costsItsLookup() {
    Browser browser = browser().setCookie("sid", sessions.store().createSession(60_000).value());
    try (CommandRecorder recorder = server().record()) {
      browser.post("/logout");
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
  }

  @Test
  void anonymousLogouts_createNoKeyAndSendNothing() {
    try (CommandRecorder recorder = server().record()) {
      for (int i = 0; i < 100; i++) {
        assertThat(browser().post("/logout").statusCode()).isEqualTo(200);
      }
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void userSurvivesManyRequestsAndWrites() {
    Browser browser = browser();
    browser.post("/login");
    for (int i = 0; i < 5; i++) {
      browser.get("/put?n=" + i);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    }
  }

  @Test
  void t7_factorsOfTheLogin_stayWhatTheyWere() {
    Browser browser = browser();
    browser.post("/login-with?amr=pwd");
    assertThat(browser.get("/mfa-only").statusCode()).isEqualTo(403);
    browser.post("/rotate");
    browser.get("/put?n=1");
    assertThat(browser.get("/mfa-only").statusCode()).isEqualTo(403);
    browser.post("/login-with?amr=mfa");
    assertThat(browser.get("/mfa-only").statusCode()).isEqualTo(200);
  }

  @Test
  void g6_idAnywhereButInTheCookie_isIgnored() {
    Browser browser = browser();
    browser.post("/login");
    String id = browser.cookie("sid");
    assertThat(browser().get("/who?sid=" + id).bodyAsString()).isEqualTo("nobody");
    assertThat(browser().get("/who?id=(" + id + ")").bodyAsString()).isEqualTo("nobody");
    HttpResponse<Buffer> inHeader =
        browser()
            .send(
                io.vertx.core.http.HttpMethod.GET,
                "/who",
                request -> request.putHeader("sid", id).bearerTokenAuthentication(id),
                null);
    assertThat(inHeader.bodyAsString()).isEqualTo("nobody");
  }

  @Test
  void c2_cookieOfEveryChange_carriesTheAttributesOfThePolicy() {
    Browser browser = browser();
    for (String change : new String[] {"/login", "/rotate", "/logout"}) {
      assertThat(browser.post(change).cookies())
          .singleElement()
          .asString()
          .matches("(?i)sid=.*; Path=/; HttpOnly; SameSite=Lax");
    }
  }
}
