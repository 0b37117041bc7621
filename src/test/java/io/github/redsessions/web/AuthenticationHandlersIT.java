package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.APIKeyHandler;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.ChainAuthHandler;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.ext.web.handler.FormLoginHandler;
import io.vertx.ext.web.handler.RedirectAuthHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The stock authentication handlers behind the session handler. Rows F1, F2, T9. */
class AuthenticationHandlersIT {

  @Nested
  class BehindTheHandler extends Cases {}

  @Nested
  class BehindTheGuard extends Cases {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }
  }

  abstract static class Cases extends WebFixture {

    /** Whom the provider was asked for. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final AuthenticationProvider provider = this::authenticate;

    private Future<User> authenticate(Credentials credentials) {
      if (credentials instanceof TokenCredentials token) {
        asked.add("key");
        return token.getToken().equals("good-key")
            ? Future.succeededFuture(User.fromName("key-holder"))
            : Future.failedFuture("wrong key");
      }
      UsernamePasswordCredentials named = (UsernamePasswordCredentials) credentials;
      asked.add(named.getUsername());
      return named.getPassword().equals("good")
          ? Future.succeededFuture(User.fromName(named.getUsername()))
          : Future.failedFuture("wrong password");
    }

    @Override
    void routes(Router router) {
      BasicAuthHandler basic = BasicAuthHandler.create(provider);
      router
          .route("/cors/*")
          .handler(CorsHandler.create().addOrigin("https://app.example").allowCredentials(true));
      router.route("/cors/*").handler(basic);
      router.get("/old").handler(ctx -> ctx.reroute("/basic"));
      router
          .get("/put-old")
          .handler(
              ctx -> {
                ctx.session().put("n", "kept");
                ctx.reroute("/basic");
              });
      router.route("/basic").handler(basic);
      router.route("/basic-fail").handler(basic);
      router.route("/basic-fail").handler(ctx -> ctx.fail(500));
      router
          .route("/basic-fail")
          .failureHandler(ctx -> ctx.response().setStatusCode(500).end("sorry"));
      router.route("/private/*").handler(RedirectAuthHandler.create(provider, "/login-page"));
      router.post("/form").handler(BodyHandler.create(false));
      router.post("/form").handler(FormLoginHandler.create(provider));
      router
          .route("/any")
          .handler(ChainAuthHandler.any().add(APIKeyHandler.create(provider)).add(basic));
      router
          .route("/all")
          .handler(ChainAuthHandler.all().add(APIKeyHandler.create(provider)).add(basic));
      for (String path : List.of("/basic", "/any", "/all", "/private/page", "/cors/page")) {
        router.get(path).handler(ctx -> ctx.end(ctx.user().subject()));
      }
    }

    private static HttpResponse<Buffer> get(
        Browser browser, String path, UnaryOperator<HttpRequest<Buffer>> prepare) {
      return browser.send(HttpMethod.GET, path, prepare, null);
    }

    private static UnaryOperator<HttpRequest<Buffer>> basic(String name, String password) {
      return request -> request.basicAuthentication(name, password);
    }

    private static UnaryOperator<HttpRequest<Buffer>> key(String key) {
      return request -> request.putHeader("X-API-KEY", key);
    }

    private Browser visitor() {
      Browser browser = browser();
      browser.get("/put?n=1");
      return browser;
    }

    /** The id is another one, the old one is dead, and the session alone is enough from now on. */
    private void assertRotated(Browser browser, String before, String user, String path) {
      assertThat(browser.cookie("sid")).isNotNull().isNotEqualTo(before);
      if (before != null) {
        assertThat(browser().setCookie("sid", before).get("/who").bodyAsString())
            .isEqualTo("nobody");
      }
      asked.clear();
      assertThat(browser.get(path).bodyAsString()).isEqualTo(user);
      assertThat(asked).isEmpty();
      assertThat(records()).hasSize(1);
    }

    @Test
    void f1_basic_rotates_andTheSessionIsEnoughAfterwards() {
      Browser browser = visitor();
      String before = browser.cookie("sid");
      HttpResponse<Buffer> response = get(browser, "/basic", basic("alice", "good"));
      assertThat(response.bodyAsString()).isEqualTo("alice");
      assertThat(response.cookies()).hasSize(1);
      assertRotated(browser, before, "alice", "/basic");
    }

    @Test
    void basic_withoutASession_createsOne() {
      Browser browser = browser();
      get(browser, "/basic", basic("alice", "good"));
      assertRotated(browser, null, "alice", "/basic");
    }

    @Test
    void refusedCredentials_changeAndCreateNothing() {
      Browser visitor = visitor();
      String before = visitor.cookie("sid");
      for (Browser browser : List.of(visitor, browser())) {
        assertThat(get(browser, "/basic", basic("alice", "bad")).statusCode()).isEqualTo(401);
        HttpResponse<Buffer> anonymous = browser.get("/basic");
        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.cookies()).isEmpty();
        assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
      }
      assertThat(visitor.cookie("sid")).isEqualTo(before);
      assertThat(records()).hasSize(1);
    }

    @Test
    void f1_form_rotates_andReturnsToThePageThatWasAskedFor() {
      Browser browser = browser();
      HttpResponse<Buffer> refused = browser.get("/private/page");
      assertThat(refused.statusCode()).isEqualTo(302);
      assertThat(refused.getHeader("Location")).isEqualTo("/login-page");
      String before = browser.cookie("sid");
      assertThat(form(browser, "bad").statusCode()).isEqualTo(401);
      assertThat(browser.cookie("sid")).isEqualTo(before);
      HttpResponse<Buffer> login = form(browser, "good");
      assertThat(login.statusCode()).isEqualTo(302);
      assertThat(login.getHeader("Location")).isEqualTo("/private/page");
      assertThat(login.cookies()).hasSize(1);
      assertRotated(browser, before, "alice", "/private/page");
      assertThat(server().command("HGET", (String) records().get(0), "d.return_url")).isNull();
    }

    private static HttpResponse<Buffer> form(Browser browser, String password) {
      return browser.send(
          HttpMethod.POST,
          "/form",
          request -> request.putHeader("Content-Type", "application/x-www-form-urlencoded"),
          Buffer.buffer("username=alice&password=" + password));
    }

    @Test
    void f1_anyOfAChain_rotates() {
      Browser byKey = visitor();
      String before = byKey.cookie("sid");
      get(byKey, "/any", key("good-key"));
      assertRotated(byKey, before, "key-holder", "/any");
      byKey.post("/logout");

      Browser byPassword = visitor();
      before = byPassword.cookie("sid");
      get(byPassword, "/any", request -> basic("bob", "good").apply(key("bad-key").apply(request)));
      assertRotated(byPassword, before, "bob", "/any");
    }

    @Test
    void f1_allOfAChain_rotatesWhenTheLastOneAgrees() {
      Browser browser = visitor();
      String before = browser.cookie("sid");
      assertThat(get(browser, "/all", key("good-key")).statusCode()).isEqualTo(401);
      assertThat(browser.cookie("sid")).isEqualTo(before);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
      get(browser, "/all", request -> basic("bob", "good").apply(key("good-key").apply(request)));
      assertRotated(browser, before, "bob", "/all");
    }

    @Test
    void f1_reroute_rotatesOnce_andKeepsWhatWasPutBefore() {
      Browser browser = visitor();
      String before = browser.cookie("sid");
      HttpResponse<Buffer> response = get(browser, "/put-old", basic("alice", "good"));
      assertThat(response.bodyAsString()).isEqualTo("alice");
      assertThat(response.cookies()).hasSize(1);
      assertRotated(browser, before, "alice", "/old");
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("kept");
    }

    @Test
    void f1_failureHandler_answersUnderTheNewId() {
      Browser browser = visitor();
      String before = browser.cookie("sid");
      HttpResponse<Buffer> response = get(browser, "/basic-fail", basic("alice", "good"));
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.bodyAsString()).isEqualTo("sorry");
      assertThat(response.cookies()).hasSize(1);
      assertRotated(browser, before, "alice", "/basic");
    }

    @Test
    void t9_preflight_getsNoCookieAndCreatesNothing() {
      Browser browser = browser();
      try (CommandRecorder recorder = server().record()) {
        HttpResponse<Buffer> preflight = preflight(browser);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.getHeader("Access-Control-Allow-Origin"))
            .isEqualTo("https://app.example");
        assertThat(preflight.cookies()).isEmpty();
        assertThat(recorder.names()).isEmpty();
      }
      Browser visitor = visitor();
      assertThat(preflight(visitor).cookies()).isEmpty();
      assertThat(records()).hasSize(1);
    }

    private static HttpResponse<Buffer> preflight(Browser browser) {
      return browser.send(
          HttpMethod.OPTIONS,
          "/cors/page",
          request ->
              request
                  .putHeader("Origin", "https://app.example")
                  .putHeader("Access-Control-Request-Method", "GET")
                  .putHeader("Access-Control-Request-Headers", "Authorization"),
          null);
    }
  }
}
