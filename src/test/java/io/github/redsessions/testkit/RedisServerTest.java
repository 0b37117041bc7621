package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisServerTest {

  private final RedisServer server = RedisServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void command_answersEveryReplyType() {
    assertThat(server.command("SET", "k", "ä\r\n\"")).isEqualTo("OK");
    assertThat(server.command("GET", "k")).isEqualTo("ä\r\n\"");
    assertThat(server.command("GET", "absent")).isNull();
    assertThat(server.command("RPUSH", "l", "a", "b")).isEqualTo(2L);
    assertThat(server.command("LRANGE", "l", "0", "-1")).isEqualTo(List.of("a", "b"));
    assertThatThrownBy(() -> server.command("GET", "l"))
        .isInstanceOf(RespException.class)
        .hasMessageStartingWith("WRONGTYPE");
  }

  @Test
  void freeze_holdsTheReplyBackUntilThaw() throws Exception {
    server.command("PING");
    server.freeze();
    CompletableFuture<Object> reply =
        CompletableFuture.supplyAsync(() -> server.command("SET", "k", "v"));
    assertThatThrownBy(() -> reply.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    server.thaw();

    assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("OK");
  }

  @Test
  void restart_comesBackEmptyOnTheSamePort() {
    int port = server.port();
    server.command("SET", "k", "v");

    server.kill();
    assertThatThrownBy(() -> new RespClient(port)).hasMessageContaining("Connection refused");
    server.restart();

    assertThat(server.port()).isEqualTo(port);
    assertThat(server.command("DBSIZE")).isEqualTo(0L);
  }

  @Test
  void close_endsAFrozenServer() {
    int port = server.port();
    server.freeze();

    server.close();

    assertThatThrownBy(() -> new RespClient(port)).hasMessageContaining("Connection refused");
  }

  @Test
  void record_listsWhatClientsSendAndCountsAScriptAsOne() {
    try (RespClient client = server.connect();
        CommandRecorder recorder = server.record()) {
      String script = "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])";

      client.command("EVAL", script, "1", "k", "\u00e4\"\\\u0000\n");
      server.command("GET", "k");
      client.command("get", "k");

      assertThat(recorder.commands())
          .containsExactly(
              List.of("EVAL", script, "1", "k", "\u00e4\"\\\u0000\n"), List.of("get", "k"));
      assertThat(recorder.names()).containsExactly("EVAL", "GET");
      recorder.clear();
      assertThat(recorder.commands()).isEmpty();
    }
    assertThat(server.commandStats()).containsEntry("get", 3L).containsEntry("set", 1L);
  }

  @Test
  void proxy_countsStallsAndCuts() {
    try (TcpProxy proxy = TcpProxy.to(server.port());
        RespClient client = new RespClient(proxy.port()).logIn(Acl.ADMIN)) {
      long chunks = proxy.chunks();
      long bytes = proxy.bytes();
      client.command("PING");
      assertThat(proxy.chunks()).isEqualTo(chunks + 1);
      assertThat(proxy.bytes()).isEqualTo(bytes + 14);

      proxy.pause();
      CompletableFuture<Object> reply =
          CompletableFuture.supplyAsync(() -> client.command("SET", "k", "v"));
      eventually(Duration.ofSeconds(5), () -> assertThat(proxy.chunks()).isEqualTo(chunks + 2));
      assertThat(server.command("GET", "k")).isNull();
      proxy.resume();
      assertThat(reply.join()).isEqualTo("OK");

      proxy.refuse();
      assertThatThrownBy(() -> new RespClient(proxy.port()))
          .hasMessageContaining("Connection refused");
      assertThat(client.command("PING")).isEqualTo("PONG");
      proxy.dropAll();
      assertThatThrownBy(() -> client.command("PING")).hasMessageContaining("did not answer PING");
      proxy.accept();
      try (RespClient next = new RespClient(proxy.port()).logIn(Acl.ADMIN)) {
        assertThat(next.command("PING")).isEqualTo("PONG");
      }
      assertThat(proxy.accepted()).isEqualTo(2);
    }
  }
}
