package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BasicAuthHandler;
import org.junit.jupiter.api.Test;

/** Who the user is of a session that is loaded late, and what changes that. Rows F1, L1. */
class LazyUserIT extends LazyFixture {

  @Override
  void routes(Router router) {
    super.routes(router);
    router.get("/flush").handler(ctx -> answer(ctx, sessions.handler().flush(ctx)));
    router.get("/commit").handler(ctx -> answer(ctx, sessions.commit(ctx)));
    router
        .post("/set-user")
        .handler(ctx -> answer(ctx, sessions.handler().setUser(ctx, User.fromName("bob"))));
    router.get("/new").handler(ctx -> ctx.end(sessions.handler().newSession(ctx).isEmpty() + ""));
    router
        .get("/new-loaded")
        .handler(
            ctx ->
                sessions
                    .load(ctx)
                    .compose(
                        old -> {
                          sessions.handler().newSession(ctx).put("n", "new");
                          return sessions.commit(ctx);
                        })
                    .compose(v -> sessions.load(ctx))
                    .onComplete(now -> ctx.end((now == ctx.session()) + ""), ctx::fail));
    router.get("/basic").handler(BasicAuthHandler.create(provider())).handler(this::who);
    router
        .get("/basic-loaded")
        .handler(BasicAuthHandler.create(provider()))
        .handler(ctx -> sessions.load(ctx).onComplete(session -> who(ctx), ctx::fail));
  }

  private static AuthenticationProvider provider() {
    return credentials ->
        credentials instanceof UsernamePasswordCredentials given
            ? Future.succeededFuture(User.fromName(given.getUsername()))
            : Future.failedFuture("no password");
  }

  private static HttpResponse<Buffer> basic(Browser browser, String path) {
    return browser.send(HttpMethod.GET, path, r -> r.basicAuthentication("bob", "x"), null);
  }

  @Test
  void user_isThereAfterTheLoad_andNotBefore() {
    Browser browser = browser();
    browser.post("/login");
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    // The first load after a login compares it with the revocations, which this waits for.
    browser.get("/commit");
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("alice");
      assertThat(browser.get("/load").bodyAsString()).isEqualTo("null");
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
    }
  }

  @Test
  void f1_l1_privilegeChanges_loadByThemselves() {
    Browser browser = visitor();
    String anonymous = browser.cookie("sid");
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.post("/login").cookies()).hasSize(1);
      assertThat(recorder.names())
          .containsExactly("HGETALL", "HMGET", "HMGET", "EVALSHA", "EVALSHA");
    }
    assertThat(browser.cookie("sid")).isNotEqualTo(anonymous);
    assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("alice");
    assertThat(browser().setCookie("sid", anonymous).get("/who-loaded").bodyAsString())
        .isEqualTo("nobody");

    String before = browser.cookie("sid");
    assertThat(browser.post("/rotate").cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    assertThat(browser.post("/set-user").cookies()).hasSize(1);
    assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("bob");

    assertThat(browser.post("/logout").statusCode()).isEqualTo(200);
    assertThat(browser.cookie("sid")).isNull();
    assertThat(keys()).isEmpty();
  }

  @Test
  void flushAndCommit_loadByThemselves_andStoreNothing() {
    Browser visitor = visitor();
    try (CommandRecorder recorder = server().record()) {
      assertThat(visitor.get("/flush").statusCode()).isEqualTo(200);
      assertThat(visitor.get("/commit").statusCode()).isEqualTo(200);
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
    }
  }

  @Test
  void newSession_needsTheOldOne() {
    Browser visitor = visitor();
    HttpResponse<Buffer> unloaded = visitor.get("/new");
    assertThat(unloaded.statusCode()).isEqualTo(500);
    assertThat(unloaded.bodyAsString()).contains("sessions.load(ctx)");
    String before = visitor.cookie("sid");
    assertThat(visitor.get("/new-loaded").bodyAsString()).isEqualTo("true");
    assertThat(visitor.cookie("sid")).isNotEqualTo(before);
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("new");
    assertThat(keys()).hasSize(1);
  }

  @Test
  void userOfAnAuthenticationHandler_isBoundOnlyToALoadedSession() {
    Browser browser = browser();
    browser.post("/login");
    String ofAlice = browser.cookie("sid");
    try (CommandRecorder recorder = server().record()) {
      HttpResponse<Buffer> unloaded = basic(browser, "/basic");
      assertThat(unloaded.bodyAsString()).isEqualTo("bob");
      assertThat(unloaded.cookies()).isEmpty();
      assertThat(unloaded.getHeader("Vary")).isNull();
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(basic(browser, "/basic-loaded").bodyAsString()).isEqualTo("bob");
    assertThat(browser.cookie("sid")).isNotEqualTo(ofAlice);
    eventually(BOUND, () -> assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("bob"));
    assertThat(browser().setCookie("sid", ofAlice).get("/who-loaded").bodyAsString())
        .isEqualTo("nobody");
  }

  @Test
  void userOfAnAuthenticationHandler_makesASession_ifItIsLoaded() {
    Browser browser = browser();
    assertThat(basic(browser, "/basic-loaded").cookies()).hasSize(1);
    eventually(BOUND, () -> assertThat(browser.get("/who-loaded").bodyAsString()).isEqualTo("bob"));
  }
}
