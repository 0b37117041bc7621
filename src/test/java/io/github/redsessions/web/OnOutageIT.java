package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.FormLoginHandler;
import io.vertx.ext.web.handler.RedirectAuthHandler;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code redis.onOutage: anonymous}: who may read without Redis, and what nobody is told. D1. */
class OnOutageIT extends WebFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final RedisServer own =
      RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
  private Browser user;

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("redis").put("commandTimeoutMs", 500).put("onOutage", "anonymous");
    return config;
  }

  @Override
  void routes(Router router) {
    AuthenticationProvider provider = c -> Future.succeededFuture(User.fromName("alice"));
    router.get("/strict").handler(sessions.handler(OnOutage.UNAVAILABLE)).handler(ctx -> ctx.end());
    router.head("/head").handler(ctx -> ctx.end());
    router.get("/again").handler(sessions.handler()).handler(ctx -> ctx.end("again"));
    router.get("/rerouted").handler(ctx -> ctx.reroute("/401"));
    router.get("/basic").handler(BasicAuthHandler.create(provider)).handler(ctx -> ctx.end());
    router.get("/redirect").handler(RedirectAuthHandler.create(provider, "/login"));
    router.post("/form").handler(FormLoginHandler.create(provider));
    for (int status : new int[] {301, 302, 303, 307, 308, 401, 403}) {
      router.get("/" + status).handler(ctx -> ctx.response().setStatusCode(status).end());
    }
    router.get("/401-failed").handler(ctx -> ctx.fail(401));
    router.get("/session/put").handler(ctx -> ctx.end("" + ctx.session().put("n", 1)));
    router.get("/session/remove").handler(ctx -> ctx.end("" + ctx.session().remove("n")));
    router.get("/session/data").handler(ctx -> ctx.end("" + ctx.session().data().put("n", 1)));
    router.get("/session/rotate").handler(ctx -> ctx.end("" + ctx.session().regenerateId()));
    router.get("/session/logout").handler(ctx -> ctx.userContext().logout());
    router.get("/session/new").handler(ctx -> ctx.end("" + sessions.handler().newSession(ctx)));
    router.get("/change/flush").handler(ctx -> answer(ctx, sessions.handler().flush(ctx)));
    router.get("/change/log-out").handler(ctx -> answer(ctx, sessions.logOut(ctx)));
    router.get("/change/rotate").handler(ctx -> answer(ctx, sessions.rotate(ctx)));
    router
        .get("/change/log-in")
        .handler(ctx -> answer(ctx, sessions.logIn(ctx, User.fromName("mallory"))));
    router
        .get("/change/set-user")
        .handler(ctx -> answer(ctx, sessions.handler().setUser(ctx, User.fromName("mallory"))));
  }

  @BeforeEach
  void logIn() {
    user = browser();
    user.post("/login-put");
    assertThat(user.get("/who").bodyAsString()).isEqualTo("alice");
    // The stock handler answers before the attribute is stored.
    eventually(BOUND, () -> assertThat(user.get("/read").bodyAsString()).isEqualTo("after"));
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void d1_publicPage_isReadAnonymously_andTheLoginSurvives() {
    String cookie = user.cookie("sid");
    own.kill();

    HttpResponse<Buffer> page = user.get("/who");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.bodyAsString()).isEqualTo("nobody");
    assertThat(page.cookies()).isEmpty();
    assertThat(page.getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(page.getHeader("Retry-After")).isNull();
    assertThat(user.get("/read").bodyAsString()).isEqualTo("null");
    assertThat(user.get("/again").bodyAsString()).isEqualTo("again");
    assertThat(user.send(HttpMethod.HEAD, "/head", r -> r, null).statusCode()).isEqualTo(200);

    own.restart();
    assertThat(user.cookie("sid")).isEqualTo(cookie);
    eventually(BOUND, () -> assertThat(user.get("/who").bodyAsString()).isEqualTo("alice"));
    assertThat(user.get("/who").getHeader("Cache-Control")).isNull();
    assertThat(user.get("/read").bodyAsString()).isEqualTo("after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/strict",
        "/basic",
        "/redirect",
        "/302",
        "/303",
        "/307",
        "/401",
        "/403",
        "/401-failed",
        "/rerouted",
        "/session/put",
        "/session/remove",
        "/session/data",
        "/session/rotate",
        "/session/logout",
        "/session/new",
        "/change/flush",
        "/change/log-out",
        "/change/rotate",
        "/change/log-in",
        "/change/set-user"
      })
  void d1_whatNeedsTheSession_is503(String path) {
    own.kill();
    assertUnavailable(user.get(path));
    own.restart();
    eventually(BOUND, () -> assertThat(user.get("/who").bodyAsString()).isEqualTo("alice"));
  }

  @Test
  void d1_rightPasswordOnAProtectedRoute_is503AndNotForEver() {
    own.kill();
    assertUnavailable(
        user.send(HttpMethod.GET, "/basic", r -> r.basicAuthentication("alice", "x"), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/login", "/logout", "/rotate", "/form", "/who"})
  void d1_whatIsNoRead_is503(String path) {
    own.kill();
    assertUnavailable(user.post(path));
    assertUnavailable(
        user.send(HttpMethod.GET, path, r -> r.putHeader("Upgrade", "websocket"), null));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 308})
  void permanentRedirection_tellsNothingOfTheUser(int status) {
    own.kill();
    assertThat(user.get("/" + status).statusCode()).isEqualTo(status);
  }

  @Test
  void d1_frozenRedis_isLeftAsItIs() {
    try (CommandRecorder recorder = own.record()) {
      own.freeze();
      try {
        assertThat(user.get("/who").bodyAsString()).isEqualTo("nobody");
        assertUnavailable(user.get("/session/put"));
      } finally {
        own.thaw();
      }
      eventually(BOUND, () -> assertThat(user.get("/who").bodyAsString()).isEqualTo("alice"));
      assertThat(recorder.names()).doesNotContain("EVALSHA", "EVAL");
    }
    assertThat(records()).hasSize(1);
  }

  @Test
  void d8_damagedRecord_isNoOutage() {
    own.command("HSET", (String) records().get(0), "f", "99");
    assertThat(user.get("/who").bodyAsString()).isEqualTo("nobody");
  }

  private static void assertUnavailable(HttpResponse<Buffer> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.statusMessage()).isEqualTo("Service Unavailable");
    assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
    assertThat(answer.getHeader("WWW-Authenticate")).isNull();
    assertThat(answer.getHeader("Location")).isNull();
    assertThat(answer.cookies()).isEmpty();
  }
}
