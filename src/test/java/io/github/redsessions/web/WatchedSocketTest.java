package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.web.WatchedSocket.Ending;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How each kind of socket is closed when its session has ended. Row L12. */
class WatchedSocketTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void closesWith(WatchedSocket watched, Noted<?> socket, String... calls) {
    watched.close(Ending.SESSION_OVER);
    eventually(
        Duration.ofSeconds(5),
        () -> assertThat(List.copyOf(socket.names())).containsExactly(calls));
  }

  @Test
  void l12_webSocket_isListenedToNoMore_andClosedWithTheReason() {
    Noted<ServerWebSocket> socket = new Noted<>(ServerWebSocket.class);
    socket.answer("handler", socket.object).answer("frameHandler", socket.object);
    closesWith(
        WatchedSocket.of(vertx, socket.object),
        socket,
        "isClosed",
        "handler",
        "frameHandler",
        "textMessageHandler",
        "binaryMessageHandler",
        "close");
    assertThat(socket.calls.get(5).args()).containsExactly((short) 1008, "The session has ended");
    assertThat(socket.calls.subList(1, 5)).allMatch(call -> call.args().get(0) == null);
  }

  @Test
  void webSocketThatIsClosed_isLeftAlone() {
    Noted<ServerWebSocket> socket = new Noted<>(ServerWebSocket.class);
    WatchedSocket watched = WatchedSocket.of(vertx, socket.object);
    assertThat(watched.isClosed()).isFalse();
    socket.answer("isClosed", true);
    assertThat(watched.isClosed()).isTrue();
    socket.calls.clear();
    closesWith(watched, socket, "isClosed");
  }

  @Test
  void l12_stream_isEnded_orResetIfItHasNotBegun() {
    Noted<HttpServerResponse> response = new Noted<>(HttpServerResponse.class);
    WatchedSocket watched = WatchedSocket.of(vertx, response.object);
    closesWith(watched, response, "headWritten", "reset");

    response.answer("headWritten", true).calls.clear();
    closesWith(watched, response, "headWritten", "ended", "end");

    response.answer("ended", true).calls.clear();
    closesWith(watched, response, "headWritten", "ended");
  }

  @Test
  void stream_isClosed_whenItHasEnded_orItsConnectionHas() {
    Noted<HttpServerResponse> response = new Noted<>(HttpServerResponse.class);
    WatchedSocket watched = WatchedSocket.of(vertx, response.object);
    assertThat(watched.isClosed()).isFalse();
    response.answer("ended", true);
    assertThat(watched.isClosed()).isTrue();
    response.answer("ended", false).answer("closed", true);
    assertThat(watched.isClosed()).isTrue();
  }

  @Test
  void l12_sockJs_isClosedWithTheReason_andSaysItselfWhenItIsClosed() {
    Noted<SockJSSocket> socket = new Noted<>(SockJSSocket.class);
    WatchedSocket watched = WatchedSocket.of(vertx, socket.object);
    assertThat(watched.isClosed()).isFalse();
    closesWith(watched, socket, "handler", "close");
    assertThat(socket.calls.get(0).args().get(0)).isNotNull();
    assertThat(socket.calls.get(1).args()).containsExactly(1008, "The session has ended");
  }
}
