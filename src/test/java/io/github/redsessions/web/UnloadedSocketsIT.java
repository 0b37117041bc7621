package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.http.WebSocket;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.handler.SessionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets behind the lazy handler, which load their session themselves. Row L12. */
class UnloadedSocketsIT extends SocketFixture {

  @Override
  SessionHandler sessionHandler() {
    return sessions.lazyHandler();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/ws", "/own/ws"})
  void l12_socket_isOfTheSession_thatItsRouteNeverLoaded(String path) {
    Browser browser = loggedIn();
    WebSocket socket = connect(path, browser);
    browser.post("/logout");
    closes(socket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/own/events", "/rare/events"})
  void l12_stream_isOfTheSession_thatItsRouteNeverLoaded(String path) {
    WebClient client = kept(WebClient.create(vertx));
    Browser browser = loggedIn();
    events(client, path, browser).send();
    eventually(BOUND, () -> assertThat(watch.size() + rare.size()).isEqualTo(1));
    client.close();
    eventually(BOUND, () -> assertThat(watch.size() + rare.size()).isZero());
  }
}
