package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SockJS sockets and event bus bridges end with their session, and pings extend it. Row L12. */
class SockJsIT extends SocketFixture {

  private static final String PING = "{\"type\":\"ping\"}";
  private static final String GO_AWAY = "c[3000,\"Go away!\"]";

  @ParameterizedTest
  @ValueSource(strings = {"/api/sock/websocket", "/api/bus/websocket"})
  void l12_rawWebSocket_isClosedWithItsSession(String path) {
    Browser browser = loggedIn();
    WebSocket socket = connect(path, browser);
    looks(1);
    browser.post("/logout");
    closesWith(socket, 1008);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/sock/000/abcde/websocket", "/api/bus/000/fghij/websocket"})
  void l12_webSocket_isClosedWithItsSession(String path) {
    Browser browser = loggedIn();
    WebSocket socket = connect(path, browser);
    List<String> frames = new CopyOnWriteArrayList<>();
    socket.textMessageHandler(frames::add);
    looks(1);
    browser.post("/logout");
    closes(socket);
    assertThat(frames).contains(GO_AWAY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/sock/000/klmno", "/api/bus/000/pqrst"})
  void l12_pollingTransport_isClosedWithItsSession(String path) {
    Browser browser = loggedIn();
    assertThat(await(xhr(path, browser.cookie("sid")).send()).bodyAsString()).isEqualTo("o\n");
    Future<HttpResponse<Buffer>> poll = xhr(path, browser.cookie("sid")).send();
    looks(1);
    browser.post("/logout");
    assertThat(await(poll).bodyAsString()).isEqualTo(GO_AWAY + "\n");
    assertThat(browser.post(path + "/xhr_send").statusCode()).isEqualTo(404);
  }

  @Test
  void l12_pollingSocketOfARequestThatCreatesTheSession_isWatched() {
    Browser browser = browser();
    browser.post("/api/put-sock/000/uvwxy/xhr");
    assertThat(browser.cookie("sid")).isNotNull();
    server().command("DEL", record());
    assertThat(await(xhr("/api/put-sock/000/uvwxy", "").send()).bodyAsString())
        .isEqualTo(GO_AWAY + "\n");
  }

  /** A request with a connection of its own, since the server closes it after a poll. */
  private HttpRequest<Buffer> xhr(String path, String id) {
    return kept(WebClient.create(vertx))
        .post(port, "127.0.0.1", path + "/xhr")
        .putHeader("Cookie", "sid=" + id);
  }

  @Test
  void c2_transportThatSendsTheCookiesBack_doesNotSendTheSessionCookie() {
    Browser browser = loggedIn();
    await(xhr("/api/sock/000/zabcd", browser.cookie("sid")).send());
    HttpResponse<Buffer> sent =
        browser.send(
            HttpMethod.POST,
            "/api/sock/000/zabcd/xhr_send",
            request -> request,
            Buffer.buffer("[\"hello\"]"));
    assertThat(sent.statusCode()).isEqualTo(204);
    assertThat(sent.cookies()).isEmpty();
    assertThat(received).contains("hello");
  }

  @Test
  void messages_reachTheApplicationAndComeBack() {
    WebSocket socket = connect("/api/sock/000/efghi/websocket", loggedIn());
    List<String> frames = new CopyOnWriteArrayList<>();
    socket.textMessageHandler(frames::add);
    socket.writeTextMessage("[\"hello\"]");
    eventually(BOUND, () -> assertThat(frames).contains("a[\"hello\"]"));
  }

  @Test
  void l12_ping_extendsTheSession_underANewIdToo() {
    Browser browser = loggedIn();
    WebSocket socket = connect("/api/bus/websocket", browser);
    long before = lastAccess();
    clock.advance(TOUCH);
    socket.writeTextMessage(PING);
    long first = later(before);
    browser.post("/rotate");
    looks(2);
    clock.advance(TOUCH);
    socket.writeTextMessage(PING);
    later(first);
    assertThat((Long) server().command("PTTL", record())).isPositive();
  }

  private long later(long before) {
    eventually(BOUND, () -> assertThat(lastAccess()).isGreaterThan(before));
    return lastAccess();
  }

  @Test
  void pings_writeOncePerTouchInterval_howManySocketsEver() {
    Browser browser = loggedIn();
    List<WebSocket> sockets =
        List.of(connect("/api/bus/websocket", browser), connect("/api/bus/websocket", browser));
    clock.advance(TOUCH);
    long before = lastAccess();
    try (CommandRecorder recorder = server().record()) {
      for (int i = 0; i < 5; i++) {
        sockets.forEach(socket -> socket.writeTextMessage(PING));
      }
      later(before);
      looks(2);
      assertThat(recorder.names()).containsOnlyOnce("EVALSHA");
    }
  }

  @Test
  void ping_doesNotExtendBeyondTheAbsoluteDeadline() {
    WebSocket socket = connect("/api/bus/websocket", loggedIn());
    clock.advance(Duration.ofHours(12));
    socket.writeTextMessage(PING);
    closesWith(socket, 1008);
  }

  @Test
  void bridge_passesEveryEventOn() {
    List<BridgeEventType> events = new CopyOnWriteArrayList<>();
    bridgeHandler =
        event -> {
          events.add(event.type());
          event.complete(true);
        };
    WebSocket socket = connect("/own/bus/websocket", loggedIn());
    eventually(BOUND, () -> assertThat(watch.size()).isEqualTo(1));
    socket.writeTextMessage(PING);
    eventually(BOUND, () -> assertThat(events).contains(BridgeEventType.SOCKET_PING));
    await(socket.close());
    eventually(BOUND, () -> assertThat(watch.size()).isZero());
    eventually(
        BOUND,
        () ->
            assertThat(events)
                .containsExactly(
                    BridgeEventType.SOCKET_CREATED,
                    BridgeEventType.SOCKET_PING,
                    BridgeEventType.SOCKET_CLOSED));
  }

  @Test
  void socketThatTheApplicationRefuses_isNotWatched() {
    bridgeHandler = event -> event.complete(false);
    WebSocket socket = connect("/own/bus/websocket", loggedIn());
    closes(socket);
    eventually(BOUND, () -> assertThat(watch.size()).isZero());
  }

  @Test
  void watch_isEmptyAfterTheLastSocket_whoseCloseHandlerIsCalledToo() {
    Browser browser = loggedIn();
    WebSocket raw = connect("/own/sock/websocket", browser);
    WebSocket framed = connect("/own/sock/000/jklmn/websocket", browser);
    eventually(BOUND, () -> assertThat(watch.size()).isEqualTo(1));
    await(raw.close());
    await(framed.close());
    eventually(BOUND, () -> assertThat(watch.size()).isZero());
    assertThat(received).containsExactly("closed", "closed");
  }
}
