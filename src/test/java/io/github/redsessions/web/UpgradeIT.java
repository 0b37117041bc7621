package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes before a WebSocket and before an event stream. */
class UpgradeIT extends WebFixture {

  /** Vert.x closes a client, and its sockets, that nobody holds on to. */
  private WebSocketClient client;

  @Override
  void routes(Router router) {
    router.get("/socket").handler(this::socket);
    router
        .get("/events")
        .handler(
            ctx -> {
              ctx.session().put("n", "before the stream");
              sessions
                  .commit(ctx)
                  .onComplete(
                      v -> {
                        ctx.response().putHeader("Content-Type", "text/event-stream");
                        ctx.response().setChunked(true).write("data: 1\n\n");
                        ctx.session().put("n", "in the stream");
                        answer(ctx, sessions.commit(ctx));
                      },
                      ctx::fail);
            });
  }

  private void socket(RoutingContext ctx) {
    ctx.session().put("n", "before the socket");
    sessions
        .commit(ctx)
        .compose(v -> ctx.request().toWebSocket())
        .onComplete(socket -> socket.writeTextMessage("open"), ctx::fail);
  }

  private WebSocket connect(String cookie) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/socket");
    if (cookie != null) {
      options.addHeader("Cookie", "sid=" + cookie);
    }
    client = vertx.createWebSocketClient();
    return await(client.connect(options));
  }

  @Test
  void cookieOfANewSession_isInTheHandshake() {
    WebSocket socket = connect(null);
    List<String> cookies = socket.headers().getAll("Set-Cookie");
    assertThat(cookies).singleElement().asString().startsWith("sid=").contains("HTTPOnly");
    assertThat(socket.headers().get("Cache-Control")).isEqualTo("no-store");
    String id = cookies.get(0).split(";", 2)[0].substring("sid=".length());
    Browser browser = browser().setCookie("sid", id);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("before the socket");
    await(socket.close());
  }

  @Test
  void changeOfAnOldSession_isStored_withoutACookie() {
    Browser browser = browser();
    browser.get("/put?n=1");
    WebSocket socket = connect(browser.cookie("sid"));
    assertThat(socket.headers().getAll("Set-Cookie")).isEmpty();
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("before the socket");
    await(socket.close());
  }

  @Test
  void eventStream_storesBeforeItsHeadAndOnDemand() {
    Browser browser = browser();
    HttpResponse<Buffer> stream = browser.get("/events");
    assertThat(stream.cookies()).hasSize(1);
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("in the stream");
  }
}
