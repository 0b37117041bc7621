package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a WebSocket needs before its handshake where sessions are loaded late. */
class LazySocketIT extends LazyFixture {

  /** Vert.x closes a client, and its sockets, that nobody holds on to. */
  private WebSocketClient client;

  @Override
  void routes(Router router) {
    super.routes(router);
    router
        .get("/socket")
        .handler(
            ctx ->
                loadedPut(ctx)
                    .compose(s -> sessions.commit(ctx))
                    .compose(v -> ctx.request().toWebSocket())
                    .onFailure(ctx::fail));
    router
        .get("/bare-socket")
        .handler(
            ctx ->
                loadedPut(ctx)
                    .compose(session -> ctx.request().toWebSocket())
                    .onFailure(ctx::fail));
    router.get("/unloaded-socket").handler(ctx -> ctx.request().toWebSocket().onFailure(ctx::fail));
  }

  @BeforeEach
  void createClient() {
    client = vertx.createWebSocketClient();
  }

  private WebSocket connect(int serverPort, String target, String cookie) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(serverPort).setURI(target);
    if (cookie != null) {
      options.addHeader("Cookie", "sid=" + cookie);
    }
    return await(client.connect(options));
  }

  @Test
  void webSocket_isReadiedByACommit() {
    Browser visitor = visitor();
    WebSocket known = connect(port, "/socket?n=socket", visitor.cookie("sid"));
    assertThat(known.headers().getAll("Set-Cookie")).isEmpty();
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("socket");
    WebSocket unknown = connect(port, "/socket?n=socket", null);
    assertThat(unknown.headers().getAll("Set-Cookie")).hasSize(1);
    await(known.close());
    await(unknown.close());
  }

  @Test
  void guardedWebSocket_waitsForWhatWasLoaded_andLoadsNothing() {
    int guarded =
        await(
                vertx
                    .createHttpServer()
                    .requestHandler(sessions.guard(router))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    Browser visitor = visitor();
    WebSocket changed = connect(guarded, "/bare-socket?n=guarded", visitor.cookie("sid"));
    assertThat(visitor.get("/load").bodyAsString()).isEqualTo("guarded");
    WebSocket created = connect(guarded, "/bare-socket?n=new", null);
    assertThat(created.headers().getAll("Set-Cookie")).hasSize(1);
    try (CommandRecorder recorder = server().record()) {
      WebSocket unloaded = connect(guarded, "/unloaded-socket", visitor.cookie("sid"));
      assertThat(unloaded.headers().getAll("Set-Cookie")).isEmpty();
      assertThat(recorder.names()).isEmpty();
      await(unloaded.close());
    }
    await(changed.close());
    await(created.close());
  }
}
