package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.http.WebSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets while Redis can't be asked. Rows L12, D1. */
class SocketOutageIT extends SocketFixture {

  private final RedisServer own = RedisServer.start();

  @Override
  RedisServer server() {
    return own;
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void l12_outage_leavesTheSocketOpen_butNotBeyondTheKnownDeadlines() {
    WebSocket socket = connect("/api/ws", loggedIn());
    looks(1);
    try (LogCapture log = new LogCapture()) {
      own.kill();
      eventually(BOUND, () -> assertThat(log.text()).contains("It is not known whether session"));
    }
    assertThat(socket.isClosed()).isFalse();
    clock.advance(Duration.ofMinutes(31));
    closesWith(socket, 1008);
  }

  @Test
  void l12_revocationDuringAnOutage_isSeenAfterIt() {
    WebSocket socket = connect("/api/ws", loggedIn());
    looks(1);
    own.restart();
    closesWith(socket, 1008);
  }
}
