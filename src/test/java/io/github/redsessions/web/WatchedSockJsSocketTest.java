package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A SockJS socket that is watched is the application's like any other. Row L12. */
class WatchedSockJsSocketTest {

  private final Noted<SockJSSocket> real = new Noted<>(SockJSSocket.class);
  private final List<String> seen = new ArrayList<>();
  private final WatchedSockJsSocket socket =
      new WatchedSockJsSocket(real.object, () -> seen.add("stopped"));

  static Stream<Method> methods() {
    return PassedOn.methods(WatchedSockJsSocket.class, SockJSSocket.class)
        .filter(method -> !method.getName().equals("closeHandler"));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everythingButTheCloseHandler_isPassedOn(Method method) {
    PassedOn.check(method, socket, real);
  }

  @Test
  void close_stopsTheWatch_endsTheSocket_andTellsTheApplication() {
    assertThat(socket.closeHandler(v -> seen.add("told, " + real.names()))).isSameAs(socket);
    closeHandler().handle(null);
    assertThat(seen).containsExactly("stopped", "told, [closeHandler, end]");

    socket.closeHandler(null);
    closeHandler().handle(null);
    assertThat(seen).hasSize(3).last().isEqualTo("stopped");
  }

  /** The one handler that the real socket was given. */
  @SuppressWarnings("unchecked")
  private Handler<Void> closeHandler() {
    assertThat(real.calls.get(0).name()).isEqualTo("closeHandler");
    return (Handler<Void>) real.calls.get(0).args().get(0);
  }
}
