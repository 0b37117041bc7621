package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import org.junit.jupiter.api.Test;

/** What is stored at the head of a response, and under which status. Rows F1, F4, X7. */
class SessionCommitIT extends WebFixture {

  @Override
  void routes(Router router) {
    router
        .get("/flush-put")
        .handler(ctx -> sessions.handler().flush(ctx).onComplete(v -> put(ctx), ctx::fail));
    router
        .get("/put-flush-put")
        .handler(
            ctx -> {
              ctx.session().put("first", 1);
              sessions.handler().flush(ctx).onComplete(v -> put(ctx), ctx::fail);
            });
    router
        .post("/rotate-put")
        .handler(ctx -> sessions.rotate(ctx).onComplete(v -> put(ctx), ctx::fail));
    router
        .get("/reroute")
        .handler(
            ctx -> {
              ctx.session().put("n", "rerouted");
              ctx.reroute("/untouched");
            });
    router.get("/failing/:status").handler(this::putAndFail);
    router.post("/failing-login").handler(ctx -> loginAndFail(ctx));
    router
        .post("/failing-rotation")
        .handler(
            ctx -> {
              ctx.session().put("n", "dropped").regenerateId();
              ctx.fail(500);
            });
    router
        .post("/failing-logout")
        .handler(
            ctx -> {
              ctx.session().destroy();
              ctx.fail(500);
            });
    router
        .post("/destroy-touch")
        .handler(
            ctx -> {
              ctx.session().destroy();
              ctx.session().data();
              ctx.end();
            });
    router
        .post("/new")
        .handler(
            ctx -> {
              sessions.handler().newSession(ctx).put("n", "of the new one");
              answer(ctx, sessions.handler().flush(ctx));
            });
    router
        .get("/without-cookie")
        .handler(
            ctx -> {
              ctx.response().removeCookie("sid", false);
              ctx.session().put("n", "kept");
              ctx.end();
            });
    router
        .get("/names")
        .handler(
            ctx ->
                ctx.json(new JsonArray(ctx.session().data().keySet().stream().sorted().toList())));
  }

  private static void put(RoutingContext ctx) {
    ctx.session().put("n", "late");
    ctx.end();
  }

  private void putAndFail(RoutingContext ctx) {
    ctx.session().put("n", "failed");
    ctx.fail(Integer.parseInt(ctx.pathParam("status")));
  }

  private void loginAndFail(RoutingContext ctx) {
    sessions
        .handler()
        .setUser(ctx, User.fromName("alice"))
        .onComplete(v -> ctx.fail(500), ctx::fail);
  }

  @Test
  void putsAfterAnEarlyFlush_areSaved() {
    Browser browser = browser();
    browser.get("/put-flush-put");
    assertThat(browser.get("/names").bodyAsJsonArray()).containsExactly("first", "n");
    Browser other = browser();
    assertThat(other.get("/flush-put").cookies()).hasSize(1);
    assertThat(other.get("/read").bodyAsString()).isEqualTo("late");
  }

  @Test
  void putsAfterARotation_areSaved() {
    Browser browser = browser();
    browser.post("/login");
    assertThat(browser.post("/rotate-put").cookies()).hasSize(1);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("late");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }

  @Test
  void aCookieThatTheRouteTookOut_isSetAgain() {
    Browser browser = browser();
    browser.post("/login");
    String before = browser.cookie("sid");
    assertThat(browser.get("/without-cookie").cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isEqualTo(before);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("kept");
  }

  @Test
  void changesBeforeAReroute_areSaved() {
    Browser browser = browser();
    HttpResponse<Buffer> answer = browser.get("/reroute");
    assertThat(answer.bodyAsString()).isEqualTo("untouched");
    assertThat(answer.cookies()).hasSize(1);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("rerouted");
  }

  @Test
  void attributesUnderAnError_areDropped_andCreateNoSession() {
    for (int status : new int[] {400, 404, 500}) {
      assertThat(browser().get("/failing/" + status).cookies()).isEmpty();
    }
    assertThat(keys()).isEmpty();
    Browser browser = browser();
    browser.get("/put?n=before");
    try (CommandRecorder recorder = server().record()) {
      browser.get("/failing/500");
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("before");
  }

  @Test
  void f1_changesOfPrivilegeUnderAnError_areStored() {
    Browser browser = browser();
    browser.get("/put?n=before");
    String anonymous = browser.cookie("sid");
    assertThat(browser.post("/failing-login").statusCode()).isEqualTo(500);
    String first = browser.cookie("sid");
    assertThat(first).isNotEqualTo(anonymous);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");

    assertThat(browser.post("/failing-rotation").statusCode()).isEqualTo(500);
    assertThat(browser.cookie("sid")).isNotEqualTo(first);
    assertThat(browser().setCookie("sid", first).get("/who").bodyAsString()).isEqualTo("nobody");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("before");

    browser.post("/failing-logout");
    assertThat(records()).isEmpty();
  }

  @Test
  void l1_destroyedSession_staysDestroyedWhenItsDataIsTouched() {
    Browser browser = browser();
    browser.post("/login");
    assertThat(browser.post("/destroy-touch").cookies())
        .singleElement()
        .asString()
        .contains("Max-Age=0");
    assertThat(records()).isEmpty();
  }

  @Test
  void newSession_destroysTheOldOne() {
    Browser browser = browser();
    browser.get("/put?n=old");
    String old = browser.cookie("sid");
    assertThat(browser.post("/new").cookies()).hasSize(1);
    assertThat(keys()).hasSize(1);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("of the new one");
    assertThat(browser().setCookie("sid", old).get("/read").bodyAsString()).isEqualTo("null");
  }
}
