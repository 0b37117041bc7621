package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SessionHandler;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A Redis that can't be used, behind the handler that loads on demand. Rows D1, F4. */
class LazyOutageIT {

  @Nested
  class Unavailable extends Outages {

    @Override
    String onOutage() {
      return "unavailable";
    }

    @Test
    void d1_whatNeedsTheSession_is503_andTheRestGoesOn() {
      own.kill();
      assertThat(user.get("/health").bodyAsString()).isEqualTo("up");
      assertUnavailable(user.get("/who-loaded"));
      assertUnavailable(user.get("/app/who"));
      assertUnavailable(user.post("/login"));
      assertUnavailable(user.post("/logout"));
      assertThat(browser().get("/who-loaded").bodyAsString()).isEqualTo("nobody");
    }

    @Test
    void d1_failure_isTyped_theSameForAll_andAnAnswerInSpiteOfItSaysNothing() {
      own.kill();
      HttpResponse<Buffer> answer = user.get("/failure");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.bodyAsString()).isEqualTo("503 true true");
      assertThat(answer.getHeader("Retry-After")).isNull();
      assertThat(answer.cookies()).isEmpty();
    }

    @Test
    void d1_changeWithoutItsSession_leavesNoUserOfAnAuthenticationHandler() {
      assertThat(rotateAsBob().bodyAsString()).startsWith("bob");
      own.kill();
      assertThat(rotateAsBob().bodyAsString()).isEqualTo("nobody");
    }

    private HttpResponse<Buffer> rotateAsBob() {
      return browser()
          .send(
              HttpMethod.GET,
              "/basic-rotate",
              request ->
                  request
                      .basicAuthentication("bob", "x")
                      .putHeader("Cookie", "sid=" + user.cookie("sid")),
              null);
    }

    @Test
    void d1_routeWithARuleOfItsOwn_readsAnonymously() {
      own.kill();
      assertThat(user.get("/public/who").bodyAsString()).isEqualTo("nobody");
    }

    @Test
    void d8_damagedRecord_isNoOutage() {
      own.command("HSET", (String) records().get(0), "f", "99");
      assertThat(user.get("/who-loaded").bodyAsString()).isEqualTo("nobody");
    }

    @Test
    void d4_f4_guard_refusesWhatCouldNotBeStored() {
      own.command("CONFIG", "SET", "maxmemory", "1");
      Browser guarded = new Browser(vertx, guardedPort()).setCookie("sid", user.cookie("sid"));
      assertUnavailable(guarded.get("/put-loaded"));
      assertUnavailable(new Browser(vertx, guardedPort()).get("/put-loaded"));
      assertThat(guarded.get("/who-loaded").bodyAsString()).isEqualTo("alice");
    }
  }

  @Nested
  class Anonymous extends Outages {

    @Override
    String onOutage() {
      return "anonymous";
    }

    @Test
    void d1_read_goesOnAnonymously_andTheCookieStays() {
      own.kill();
      HttpResponse<Buffer> page = user.get("/who-loaded");
      assertThat(page.bodyAsString()).isEqualTo("nobody");
      assertThat(page.getHeader("Cache-Control")).isEqualTo("no-store");
      assertThat(page.cookies()).isEmpty();
      assertThat(user.get("/app/who").bodyAsString()).isEqualTo("nobody");
      assertThat(user.get("/health").getHeader("Cache-Control")).isNull();
      assertUnavailable(user.get("/put-loaded"));
      assertUnavailable(user.get("/flush"));
      assertUnavailable(user.get("/strict/who"));
      assertUnavailable(user.post("/login"));

      own.restart();
      eventually(
          Duration.ofSeconds(10),
          () -> assertThat(user.get("/who-loaded").bodyAsString()).isEqualTo("alice"));
    }

    @Test
    void d1_rightPassword_is503_sinceItCanNotBeStored() {
      own.kill();
      assertUnavailable(
          user.send(HttpMethod.GET, "/basic", r -> r.basicAuthentication("bob", "x"), null));
    }
  }

  abstract static class Outages extends WebFixture {

    final RedisServer own = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
    Browser user;

    abstract String onOutage();

    @Override
    RedisServer server() {
      return own;
    }

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("redis").put("commandTimeoutMs", 500).put("onOutage", onOutage());
      return config;
    }

    @Override
    SessionHandler sessionHandler() {
      return sessions.lazyHandler();
    }

    @Override
    void routes(Router router) {
      AuthenticationProvider provider = c -> Future.succeededFuture(User.fromName("bob"));
      router.get("/health").handler(ctx -> ctx.end("up"));
      router.get("/who-loaded").handler(this::loadedWho);
      router.get("/flush").handler(ctx -> answer(ctx, sessions.handler().flush(ctx)));
      router
          .get("/put-loaded")
          .handler(
              ctx ->
                  sessions
                      .load(ctx)
                      .map(session -> session.put("n", "x"))
                      .onComplete(session -> ctx.end(), ctx::fail));
      router.get("/failure").handler(this::failure);
      router.route("/app/*").handler(sessions.handler());
      router.route("/public/*").handler(sessions.handler(OnOutage.ANONYMOUS));
      router.route("/strict/*").handler(this::load);
      router.route("/strict/*").handler(sessions.handler(OnOutage.UNAVAILABLE));
      for (String below : new String[] {"/app", "/public", "/strict"}) {
        router.get(below + "/who").handler(this::loadedWho);
      }
      router
          .get("/basic-rotate")
          .handler(BasicAuthHandler.create(provider))
          .handler(
              ctx ->
                  sessions
                      .rotate(ctx)
                      .onComplete(v -> ctx.end(ctx.user() == null ? "nobody" : "bob")));
      router.get("/basic").handler(BasicAuthHandler.create(provider)).handler(this::loadedWho);
    }

    private void load(RoutingContext ctx) {
      sessions.load(ctx).onComplete(session -> ctx.next(), ctx::fail);
    }

    private void loadedWho(RoutingContext ctx) {
      sessions
          .load(ctx)
          .onComplete(
              session -> ctx.end(ctx.user() == null ? "nobody" : ctx.user().subject()), ctx::fail);
    }

    private void failure(RoutingContext ctx) {
      sessions
          .load(ctx)
          .onFailure(
              e ->
                  sessions
                      .load(ctx)
                      .onFailure(
                          again ->
                              ctx.end(
                                  ((HttpException) e).getStatusCode()
                                      + " "
                                      + (e.getCause() instanceof SessionUnavailableException)
                                      + " "
                                      + (e == again))));
    }

    int guardedPort() {
      return await(
              vertx
                  .createHttpServer()
                  .requestHandler(sessions.guard(router))
                  .listen(0, "127.0.0.1"))
          .actualPort();
    }

    @BeforeEach
    void logIn() {
      user = browser();
      user.post("/login");
      assertThat(user.get("/who-loaded").bodyAsString()).isEqualTo("alice");
    }

    @AfterEach
    void stopServer() {
      own.close();
    }

    static void assertUnavailable(HttpResponse<Buffer> answer) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
      assertThat(answer.cookies()).isEmpty();
    }
  }
}
