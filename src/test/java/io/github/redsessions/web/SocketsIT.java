package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** WebSockets and event streams end with the session that they were opened in. Row L12. */
class SocketsIT extends SocketFixture {

  @Test
  void l12_logoutOfAnotherRequest_closesTheSocket() {
    Browser browser = loggedIn();
    WebSocket socket = connect("/api/ws", browser);
    browser.post("/logout");
    closesWith(socket, 1008);
    assertThat(socket.closeReason()).isEqualTo("The session has ended");
  }

  @Test
  void l12_deletedRecord_closesTheSocketsOfItsSessionOnly() {
    Browser alice = browser();
    alice.post("/login-as?name=alice");
    String record = record();
    Browser bob = browser();
    bob.post("/login-as?name=bob");
    WebSocket first = connect("/api/ws", alice);
    WebSocket second = connect("/api/ws", alice);
    WebSocket other = connect("/api/ws", bob);
    server().command("DEL", record);
    closesWith(first, 1008);
    closesWith(second, 1008);
    looks(2);
    assertThat(other.isClosed()).isFalse();
  }

  @Test
  void l12_anonymousSession_isWatchedToo() {
    Browser browser = browser();
    browser.get("/put?n=1");
    WebSocket socket = connect("/api/ws", browser);
    server().command("DEL", record());
    closesWith(socket, 1008);
  }

  @Test
  void l9_revocationThatTheIndexMissed_closesTheSocketAfterTheTouchInterval() {
    WebSocket socket = connect("/api/ws", loggedIn());
    keys().stream()
        .map(Object::toString)
        .filter(key -> key.startsWith(prefix + ":u:"))
        .forEach(key -> server().command("DEL", key));
    await(sessions.revokeAll("alice"));
    clock.advance(TOUCH);
    closesWith(socket, 1008);
  }

  @Test
  void t4_deadlineThatOnlyTheRecordShows_closesTheSocket() {
    WebSocket socket = connect("/api/ws", loggedIn());
    looks(2);
    assertThat(socket.isClosed()).isFalse();
    clock.advance(Duration.ofMinutes(31));
    closesWith(socket, 1008);
  }

  @Test
  void rotation_leavesTheSocketOpen_andAnotherUserDoesNot() {
    Browser browser = loggedIn();
    WebSocket socket = connect("/api/ws", browser);
    browser.post("/rotate");
    looks(2);
    assertThat(socket.isClosed()).isFalse();
    browser.post("/login-as?name=bob");
    closesWith(socket, 1008);
  }

  @Test
  void f1_login_closesTheSocketThatWasOpenedBeforeIt() {
    Browser browser = browser();
    browser.get("/put?n=1");
    WebSocket before = connect("/api/ws", browser);
    browser.post("/login");
    WebSocket after = connect("/api/ws", browser);
    closesWith(before, 1008);
    looks(2);
    assertThat(after.isClosed()).isFalse();
  }

  @Test
  void recordThatCantBeRead_closesTheSocket() {
    WebSocket socket = connect("/api/ws", loggedIn());
    server().command("HSET", record(), "f", "99");
    closesWith(socket, 1008);
  }

  @Test
  void changesOfAMessage_areStoredByAPut_untilTheIdIsAnother() {
    Browser browser = loggedIn();
    WebSocket socket = connect("/api/ws", browser);
    List<String> answers = new CopyOnWriteArrayList<>();
    socket.textMessageHandler(answers::add);
    socket.writeTextMessage("from a message");
    eventually(BOUND, () -> assertThat(answers).containsExactly("stored"));
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("from a message");
    browser.post("/rotate");
    socket.writeTextMessage("too late");
    eventually(BOUND, () -> assertThat(answers).contains("SessionGoneException"));
    assertThat(browser.get("/read").bodyAsString()).isEqualTo("from a message");
  }

  @Test
  void socketWithoutMessages_doesNotExtendItsSession() {
    connect("/api/ws", loggedIn());
    long before = lastAccess();
    clock.advance(TOUCH.multipliedBy(2));
    try (CommandRecorder recorder = server().record()) {
      looks(3);
      assertThat(recorder.names()).doesNotContain("EVALSHA");
    }
    assertThat(lastAccess()).isEqualTo(before);
  }

  @Test
  void socketsOfOneSession_shareTheirLooks() {
    Browser alice = browser();
    alice.post("/login-as?name=alice");
    String many = record();
    for (int i = 0; i < 5; i++) {
      connect("/api/ws", alice);
    }
    Browser bob = browser();
    bob.post("/login-as?name=bob");
    connect("/api/ws", bob);
    try (CommandRecorder recorder = server().record()) {
      List<String> looked = new ArrayList<>();
      eventually(
          BOUND,
          () -> {
            looked.clear();
            recorder.commands().forEach(command -> looked.add(command.get(1)));
            assertThat(looked.stream().filter(key -> !key.equals(many))).hasSizeGreaterThan(4);
          });
      assertThat(looked.stream().filter(many::equals)).hasSizeBetween(1, 9);
    }
  }

  @Test
  void watch_isEmptyAfterTheLastSocket() {
    Browser browser = loggedIn();
    WebSocket first = connect("/own/ws", browser);
    WebSocket second = connect("/own/ws", browser);
    eventually(BOUND, () -> assertThat(watch.size()).isEqualTo(1));
    await(first.close());
    await(second.close());
    eventually(BOUND, () -> assertThat(watch.size()).isZero());
    WebSocket third = connect("/own/ws", browser);
    eventually(BOUND, () -> assertThat(watch.size()).isEqualTo(1));
    browser.post("/logout");
    closes(third);
    assertThat(watch.size()).isZero();
  }

  @Test
  void sessionThatIsNotStored_isNotLookedUp() {
    WebSocket socket = connect("/own/ws", browser());
    assertThat(watch.size()).isZero();
    assertThat(socket.isClosed()).isFalse();
    await(socket.close());
  }

  @Test
  void l12_eventStream_endsWithItsSession() {
    Browser browser = loggedIn();
    Future<HttpResponse<Buffer>> stream = events("/api/events", browser).send();
    looks(1);
    assertThat(stream.isComplete()).isFalse();
    browser.post("/logout");
    assertThat(await(stream).bodyAsString()).isEqualTo("data: 1\n\n");
  }

  @Test
  void socketAndStreamThatEnd_areForgottenBeforeTheNextLook() {
    Browser browser = loggedIn();
    WebSocket socket = connect("/rare/ws", browser);
    eventually(BOUND, () -> assertThat(rare.size()).isEqualTo(1));
    await(socket.close());
    eventually(BOUND, () -> assertThat(rare.size()).isZero());

    WebClient client = kept(WebClient.create(vertx));
    events(client, "/rare/events", browser).send();
    eventually(BOUND, () -> assertThat(rare.size()).isEqualTo(1));
    client.close();
    eventually(BOUND, () -> assertThat(rare.size()).isZero());
  }

  @Test
  void socketWhoseApplicationHandlesItsClosing_isForgottenAtTheNextLook() {
    WebSocket socket = connect("/own/closing-ws", loggedIn());
    eventually(BOUND, () -> assertThat(watch.size()).isEqualTo(1));
    await(socket.close());
    eventually(BOUND, () -> assertThat(received).contains("closed"));
    eventually(BOUND, () -> assertThat(watch.size()).isZero());
  }

  @Test
  void watch_isEmptyAfterTheStreamOfAClientThatLeft() {
    Browser browser = loggedIn();
    WebClient client = kept(WebClient.create(vertx));
    events(client, "/own/events", browser).send();
    eventually(BOUND, () -> assertThat(watch.size()).isEqualTo(1));
    client.close();
    eventually(BOUND, () -> assertThat(watch.size()).isZero());
  }

  private HttpRequest<Buffer> events(String path, Browser browser) {
    return events(kept(WebClient.create(vertx)), path, browser);
  }

  @Test
  void close_closesTheSockets() {
    WebSocket socket = connect("/api/ws", loggedIn());
    await(sessions.close());
    closesWith(socket, 1001);
  }

  @Test
  void l12_clientThatDoesNotAnswerTheClosing_isNotListenedToAnyMore() {
    Browser browser = loggedIn();
    NetSocket socket = await(kept(vertx.createNetClient()).connect(port, "127.0.0.1"));
    Buffer answer = Buffer.buffer();
    Promise<Void> ended = Promise.promise();
    socket.handler(data -> synchronizedAppend(answer, data)).endHandler(ended::tryComplete);
    socket.write(
        "GET /api/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n"
            + "Cookie: sid="
            + browser.cookie("sid")
            + "\r\n\r\n");
    eventually(BOUND, () -> assertThat(text(answer)).contains("101 Switching"));
    socket.write(frame(0x81, "early"));
    eventually(BOUND, () -> assertThat(received).containsExactly("early"));
    browser.post("/logout");
    eventually(BOUND, () -> assertThat(text(answer)).contains("The session has ended"));
    socket.write(frame(0x81, "late")).onComplete(v -> socket.write(frame(0x88, "\u0003\u00f0")));
    await(ended.future());
    assertThat(received).containsExactly("early");
  }

  private static void synchronizedAppend(Buffer buffer, Buffer data) {
    synchronized (buffer) {
      buffer.appendBuffer(data);
    }
  }

  private static String text(Buffer buffer) {
    synchronized (buffer) {
      return buffer.toString("ISO-8859-1");
    }
  }

  /** A frame of a client, under a mask of zeros. */
  private static Buffer frame(int opcode, String payload) {
    return Buffer.buffer()
        .appendByte((byte) opcode)
        .appendByte((byte) (0x80 | payload.length()))
        .appendInt(0)
        .appendString(payload, "ISO-8859-1");
  }
}
