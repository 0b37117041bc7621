package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CSRFHandler;
import io.vertx.ext.web.handler.SessionHandler;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which requests renew an old id, and which answers carry the new one. Rows T6, X4, X7. */
class IdRenewalAnswersIT {

  @Nested
  class BehindTheHandler extends Cases {}

  @Nested
  class BehindTheGuard extends Cases {
    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }
  }

  abstract static class Cases extends RenewalFixture {

    private static final String TOKEN = "X-XSRF-TOKEN";

    @Override
    void routes(Router router) {
      router
          .route("/form")
          .handler(BodyHandler.create(false))
          .handler(CSRFHandler.create(vertx, "a secret of the test"));
      router.route("/form").handler(ctx -> ctx.end("form"));
      router.post("/put").handler(ctx -> endAfterPut(ctx, 200));
      router
          .get("/status")
          .handler(ctx -> endAfterPut(ctx, Integer.parseInt(ctx.request().getParam("s"))));
      router.get("/fails").handler(ctx -> ctx.fail(new IllegalStateException("of the test")));
      router
          .get("/cached")
          .handler(
              ctx ->
                  ctx.response()
                      .putHeader("Cache-Control", "public, max-age=60")
                      .setStatusCode(ctx.request().getHeader("If-None-Match") == null ? 200 : 304)
                      .putHeader("ETag", "\"1\"")
                      .end());
      router
          .get("/socket")
          .handler(
              ctx ->
                  ctx.request()
                      .toWebSocket()
                      .onComplete(socket -> socket.writeTextMessage("open"), ctx::fail));
      router.get("/first").handler(ctx -> ctx.reroute("/second"));
      router.get("/second").handler(ctx -> ctx.end("second"));
      router
          .get("/grow")
          .handler(
              ctx -> {
                ctx.session().<JsonObject>get("list").put("large", "x".repeat(100_000));
                ctx.end("grown");
              });
    }

    private static void endAfterPut(RoutingContext ctx, int status) {
      ctx.session().put("n", "put");
      ctx.response().setStatusCode(status).end();
    }

    private HttpResponse<Buffer> postForm(String token) {
      return browser.send(
          HttpMethod.POST, "/form", request -> request.putHeader(TOKEN, token), null);
    }

    /** Its token is that of the old id. */
    @Test
    void t6_x4_formOfBefore_isTaken_andRenewsNothing() {
      browser.get("/form");
      String token = browser.cookie("XSRF-TOKEN");
      String before = browser.cookie("sid");
      clock.advance(RENEWAL.plusMinutes(5));

      assertThat(postForm(token).statusCode()).isEqualTo(200);
      assertThat(browser.cookie("sid")).isEqualTo(before);

      String next = browser.cookie("XSRF-TOKEN");
      browser.get("/form");
      assertRenewed(before);
      assertThat(browser.cookie("XSRF-TOKEN")).isNotEqualTo(next);
      String renewed = browser.cookie("XSRF-TOKEN");
      browser.setCookie("XSRF-TOKEN", next);
      assertThat(postForm(next).statusCode())
          .as("it is bound to an id that is over")
          .isEqualTo(403);
      browser.setCookie("XSRF-TOKEN", renewed);
      assertThat(postForm(renewed).statusCode()).isEqualTo(200);
    }

    @Test
    void t6_whatIsNeitherGetNorHead_renewsNothing() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(browser.post("/put").cookies()).isEmpty();
      assertThat(send(HttpMethod.PUT, "/put").cookies()).isEmpty();
      assertThat(send(HttpMethod.DELETE, "/put").cookies()).isEmpty();
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("put");
      assertRenewed(before);
    }

    @Test
    void t6_head_renews() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      router.head("/page").handler(ctx -> ctx.end("page"));
      HttpResponse<Buffer> answer = send(HttpMethod.HEAD, "/page");
      assertThat(answer.cookies()).hasSize(1);
      assertThat(answer.body()).isNull();
      assertRenewed(before);
    }

    @Test
    void t6_x7_answerForCaches_isKeptOutOfThem() {
      String before = browser.cookie("sid");
      assertThat(browser.get("/cached").getHeader("Cache-Control")).startsWith("public");
      clock.advance(RENEWAL);
      HttpResponse<Buffer> answer =
          browser.send(
              HttpMethod.GET,
              "/cached",
              request -> request.putHeader("If-None-Match", "\"1\""),
              null);
      assertThat(answer.statusCode()).isEqualTo(304);
      assertThat(answer.cookies()).hasSize(1);
      assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.getHeader("Vary")).isEqualToIgnoringCase("cookie");
      assertRenewed(before);
    }

    @Test
    void t6_errorsAndRedirections_carryTheCookie() {
      for (String path :
          new String[] {
            "/status?s=302", "/status?s=404", "/status?s=500", "/fails", "/first", "/no-route"
          }) {
        String before = browser.cookie("sid");
        clock.advance(RENEWAL);
        assertThat(browser.get(path).cookies()).as(path).hasSize(1);
        assertRenewed(before);
      }
    }

    @Test
    void t6_attributesThatCantBeStoredAfterwards_leaveTheUserLoggedIn() {
      router
          .get("/list")
          .handler(
              ctx -> {
                ctx.session().put("list", new JsonObject());
                ctx.end();
              });
      browser.get("/list");
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(browser.get("/grow").cookies()).hasSize(1);
      assertRenewed(before);
    }

    @Test
    void t6_webSocket_renewsNothing_andOutlivesARenewal() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      WebSocketClient client = vertx.createWebSocketClient();
      WebSocket socket =
          await(
              client.connect(
                  new WebSocketConnectOptions()
                      .setHost("127.0.0.1")
                      .setPort(port)
                      .setURI("/socket")
                      .addHeader("Cookie", "sid=" + before)));
      assertThat(socket.headers().contains("Set-Cookie")).isFalse();
      assertLeftToTheNextRequest(before);
      assertThat(socket.isClosed()).isFalse();
      await(socket.close());
    }
  }

  /** The session is asked for when it is too late for a cookie. */
  @Nested
  class OnDemand extends RenewalFixture {

    @Override
    SessionHandler sessionHandler() {
      return sessions.lazyHandler();
    }

    @Override
    void routes(Router router) {
      router
          .get("/begun")
          .handler(
              ctx -> {
                ctx.response().setChunked(true).write("begun ");
                load(ctx);
              });
      router.get("/load").handler(OnDemand::load);
      router.get("/not").handler(ctx -> ctx.end());
    }

    private static void load(RoutingContext ctx) {
      SessionRequest.load(ctx).onComplete(session -> ctx.end(ctx.user().subject()), ctx::fail);
    }

    @Test
    void t6_answerWhoseHeadHasLeft_renewsNothing() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(browser.get("/not").cookies()).isEmpty();
      assertThat(browser.get("/begun").bodyAsString()).isEqualTo("begun alice");
      assertThat(browser.cookie("sid")).isEqualTo(before);
      assertThat(browser.get("/load").bodyAsString()).isEqualTo("alice");
      assertThat(browser.cookie("sid")).isNotEqualTo(before);
      assertThat(browser.get("/load").bodyAsString()).isEqualTo("alice");
    }
  }

  /** Row C9: the proxy is this machine, and says which client uses TLS. */
  @Nested
  class BehindAProxy extends RenewalFixture {

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("cookie").put("secure", true);
      return config.put("http", JsonObject.of("trustProxy", JsonArray.of("127.0.0.1")));
    }

    @Test
    void t6_c9_cookieThatMayNotLeave_isNotRenewed() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(who("http").bodyAsString()).isEqualTo("alice");
      assertThat(browser.cookie("sid")).isEqualTo(before);
      assertThat(who("https").cookies()).hasSize(1);
      assertRenewed(before);
    }

    private HttpResponse<Buffer> who(String proto) {
      return browser.send(
          HttpMethod.GET, "/who", request -> request.putHeader("X-Forwarded-Proto", proto), null);
    }
  }

  /** The handler can't write the id as the stock one signs it. */
  @Nested
  class SignedByTheStockHandler extends RenewalFixture {

    @Override
    SessionHandler sessionHandler() {
      return sessions.handler().setSigningSecret("a secret of the stock handler's own");
    }

    @Test
    void t6_nothingIsRenewed() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
      assertThat(browser.cookie("sid")).isEqualTo(before);
    }
  }

  /** Between the stock handler and the store nobody can renew. */
  @Nested
  class StockHandler extends RenewalFixture {

    @Override
    SessionHandler sessionHandler() {
      return stockHandler();
    }

    @Test
    void t6_nothingIsRenewed() {
      String before = browser.cookie("sid");
      clock.advance(RENEWAL);
      assertThat(browser.get("/read").bodyAsString()).isEqualTo("after");
      assertThat(browser.cookie("sid")).isEqualTo(before);
    }
  }

  /** A POST must not send the cookie again that a GET beside it is replacing. */
  @Nested
  class RollingCookie extends RenewalFixture {

    @Override
    JsonObject config() {
      JsonObject config = super.config();
      config.getJsonObject("cookie").put("maxAgeMs", 3_600_000);
      return config;
    }

    @Override
    void routes(Router router) {
      router.post("/post").handler(ctx -> ctx.end());
    }

    @Test
    void t6_oldId_isNotSentAgain() {
      clock.advance(RENEWAL.minusMinutes(5));
      assertThat(browser.post("/post").cookies()).hasSize(1);
      clock.advance(Duration.ofMinutes(5));
      assertThat(browser.post("/post").cookies()).isEmpty();
      Browser again = with(browser.cookie("sid"));
      assertThat(again.get("/who").cookies()).hasSize(1);
      assertThat(again.get("/who").bodyAsString()).isEqualTo("alice");
    }
  }
}
