package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.handler.SessionHandler;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * A request is paused while its session is loaded or stored, and goes on whatever came of it: a
 * route that reads the body itself is given all of it.
 */
class PausedRequestIT {

  @Nested
  class WithoutTheGuard extends Cases {

    @Override
    Handler<HttpServerRequest> requestHandler() {
      return router;
    }

    @Test
    void routeThatCanNotUpgrade_isGivenTheBody() {
      assertThat(handshake("/upgrade")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nbody");
    }
  }

  @Nested
  class BehindTheGuard extends Cases {

    @Override
    Handler<HttpServerRequest> requestHandler() {
      return sessions.guard(router);
    }

    /** The guard has answered by then, and what the route makes of the body is its own affair. */
    @Test
    void handshakeThatCanNotBeStored_leavesTheBodyToTheRoute() {
      assertThat(handshake("/handshake")).startsWith("HTTP/1.1 409");
      assertThat(await(readLater.future())).hasToString("body");
    }
  }

  abstract static class Cases extends WebFixture {

    final Promise<Buffer> readLater = Promise.promise();

    @Override
    SessionHandler sessionHandler() {
      return sessions.lazyHandler();
    }

    @Override
    void routes(Router router) {
      router.post("/loaded").handler(ctx -> sessions.load(ctx).onComplete(v -> echo(ctx)));
      router
          .get("/upgrade")
          .handler(
              ctx ->
                  endedMeanwhile(ctx)
                      .compose(v -> sessions.webSocket(ctx))
                      .onFailure(e -> echo(ctx)));
      router
          .get("/handshake")
          .handler(
              ctx ->
                  endedMeanwhile(ctx)
                      .compose(v -> ctx.request().toWebSocket())
                      .onFailure(e -> ctx.request().body().onComplete(readLater)));
    }

    private static void echo(RoutingContext ctx) {
      ctx.request().body().onComplete(ctx::end, ctx::fail);
    }

    /** A session whose change can't be stored: what is sent first is its end. */
    private Future<Void> endedMeanwhile(RoutingContext ctx) {
      return sessions
          .load(ctx)
          .map(session -> sessions.store().delete(session.put("n", 1).id()))
          .mapEmpty();
    }

    String handshake(String path) {
      Browser browser = browser();
      browser.post("/login");
      return RawHttp.exchange(
          port,
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nConnection: close\r\n"
              + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: sid="
              + browser.cookie("sid")
              + "\r\nContent-Length: 4\r\n\r\nbody");
    }

    @Test
    void routeThatLoads_isGivenAllOfTheBody() {
      Buffer body = Buffer.buffer("x".repeat(100_000));
      Browser browser = browser();
      browser.post("/login");
      HttpResponse<Buffer> response =
          browser.send(HttpMethod.POST, "/loaded", request -> request, body);
      assertThat(response.body()).isEqualTo(body);
    }
  }
}
