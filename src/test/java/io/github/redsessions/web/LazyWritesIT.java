package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.CSRFHandler;
import io.vertx.ext.web.handler.RedirectAuthHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A write makes a session, a read doesn't; and who logs in gets a new id. Rows T9, F1, C4. */
class LazyWritesIT extends WebFixture {

  @Override
  void routes(Router router) {
    AuthenticationProvider provider =
        credentials ->
            credentials instanceof UsernamePasswordCredentials given
                ? Future.succeededFuture(User.fromName(given.getUsername()))
                : Future.failedFuture("no password");
    router.get("/basic").handler(BasicAuthHandler.create(provider)).handler(ctx -> ctx.end());
    router
        .get("/put-and-remove")
        .handler(
            ctx -> {
              ctx.session().put("n", 1).remove("n");
              ctx.end();
            });
    router
        .get("/csrf")
        .handler(CSRFHandler.create(vertx, "a secret of the CSRF handler"))
        .handler(ctx -> ctx.end());
    router.post("/set-user").handler(ctx -> answer(ctx, setUser(ctx, ctx.request().getParam("u"))));
    router
        .get("/since")
        .handler(
            ctx ->
                ctx.end(
                    ((io.github.redsessions.store.RedisSession) ctx.session())
                                .login()
                                .authenticatedAt()
                            == null
                        ? "never"
                        : "then"));
    router.get("/refresh").handler(ctx -> ctx.userContext().refresh("/who"));
    router
        .get("/principal")
        .handler(
            ctx -> {
              ctx.user().principal().put("seen", true);
              ctx.end();
            });
    router
        .get("/private")
        .handler(RedirectAuthHandler.create(provider, "/sign-in"))
        .handler(ctx -> ctx.end());
    router
        .get("/cached")
        .handler(
            ctx -> {
              ctx.response().putHeader("Cache-Control", "public, max-age=60");
              ctx.response().putHeader("Vary", "Accept");
              ctx.session().put("n", 1);
              ctx.end();
            });
  }

  private Future<Void> setUser(io.vertx.ext.web.RoutingContext ctx, String name) {
    return sessions.handler().setUser(ctx, User.create(new JsonObject().put("sub", name)));
  }

  @Test
  void t9_thousandReads_createNoKeySendNothingAndSetNoCookie() {
    Browser browser = browser();
    try (CommandRecorder recorder = server().record()) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(browser.get("/read").cookies()).isEmpty();
      }
      assertThat(recorder.names()).isEmpty();
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void t9_whatLeavesNothing_isNoWrite() {
    assertThat(browser().get("/put-and-remove").cookies()).isEmpty();
    assertThat(browser().get("/basic").cookies()).isEmpty();
    assertThat(keys()).isEmpty();
  }

  @Test
  void csrfToken_isWrittenOnce() {
    Browser browser = browser();
    assertThat(browser.get("/csrf").cookies()).hasSize(2);
    assertThat(keys()).hasSize(1);
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.get("/csrf").cookies()).isEmpty();
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
  }

  @Test
  void unknownId_getsACookieOnlyFromARouteThatWrites() {
    String unknown = sessions.store().createSession(60_000).id();
    Browser browser = browser().setCookie("sid", unknown);
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.get("/read").cookies()).isEmpty();
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
    assertThat(browser.get("/put?n=1").cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(unknown);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("1");
  }

  @Test
  void f1_userOfAnAuthenticationHandler_isStoredUnderANewId() {
    Browser browser = browser();
    browser.get("/put?n=1");
    String before = browser.cookie("sid");
    HttpResponse<Buffer> login = basic(browser, "alice");
    assertThat(login.cookies()).hasSize(1);
    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    // The response doesn't wait, but what it leaves behind is sent before the next request's
    // lookup.
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    assertThat(browser.get("/since").bodyAsString()).isEqualTo("then");
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("1");
    assertThat(browser().setCookie("sid", before).get("/who").bodyAsString()).isEqualTo("nobody");
  }

  private static HttpResponse<Buffer> basic(Browser browser, String name) {
    return browser.send(HttpMethod.GET, "/basic", r -> r.basicAuthentication(name, "x"), null);
  }

  @Test
  void f1_setUser_rotates_forTheFirstUserAndTheNext() {
    Browser browser = browser();
    browser.get("/put?n=1");
    for (String name : List.of("alice", "bob")) {
      String before = browser.cookie("sid");
      assertThat(browser.post("/set-user?u=" + name).cookies()).hasSize(1);
      assertThat(browser.cookie("sid")).isNotEqualTo(before);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo(name);
      assertThat(browser().setCookie("sid", before).get("/who").bodyAsString()).isEqualTo("nobody");
    }
    assertThat(records()).hasSize(1);
  }

  @Test
  void f1_userWhoIsTakenAway_isGoneFromTheSession() {
    Browser browser = browser();
    browser.post("/login-put");
    String before = browser.cookie("sid");
    assertThat(browser.get("/refresh").statusCode()).isEqualTo(302);
    assertThat(browser.cookie("sid")).isNotEqualTo(before);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
  }

  @Test
  void userWhoStaysTheSame_isNoWrite_andAChangedPrincipalIsOne() {
    Browser browser = browser();
    browser.post("/login");
    String id = browser.cookie("sid");
    // The first request after a login asks whether it was revoked meanwhile, and stores the answer.
    browser.get("/put?n=0");
    try (CommandRecorder recorder = server().record()) {
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(browser.get("/read").statusCode()).isEqualTo(200);
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
      recorder.clear();
      assertThat(browser.get("/principal").cookies()).isEmpty();
      assertThat(recorder.names()).containsExactly("HGETALL", "EVALSHA");
      recorder.clear();
      browser.get("/principal");
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
    assertThat(browser.cookie("sid")).isEqualTo(id);
  }

  @Test
  void c4_responseWithACookie_isNotCached_andOneThatReadVaries() {
    HttpResponse<Buffer> cached = browser().get("/cached");
    assertThat(cached.getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(cached.headers().getAll("Vary")).containsExactly("Accept", "Cookie");
    HttpResponse<Buffer> read = browser().get("/read");
    assertThat(read.getHeader("Cache-Control")).isNull();
    assertThat(read.getHeader("Vary")).isEqualTo("Cookie");
    for (String path : List.of("/static", "/untouched")) {
      assertThat(browser().get(path).getHeader("Vary")).isNull();
      assertThat(browser().get(path).getHeader("Cache-Control")).isNull();
    }
  }
}
