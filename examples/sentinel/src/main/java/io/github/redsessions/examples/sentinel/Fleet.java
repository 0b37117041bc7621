package io.github.redsessions.examples.sentinel;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;

/** A primary, two replicas and three sentinels on this machine, which keep nothing. */
final class Fleet implements AutoCloseable {

  private static final long DOWN_AFTER_MS = 1000;

  private final RedisServer primary;
  private final List<RedisServer> replicas = new ArrayList<>();
  private final List<RedisSentinel> sentinels = new ArrayList<>();

  Fleet() throws IOException {
    int port = freePort();
    primary = started(port, 0);
    for (int i = 0; i < 2; i++) {
      replicas.add(started(freePort(), port));
    }
    for (int i = 0; i < 3; i++) {
      sentinels.add(
          RedisSentinel.builder()
              .port(freePort())
              .masterName("mymaster")
              .masterPort(port)
              .quorumSize(2)
              .downAfterMilliseconds(DOWN_AFTER_MS)
              .failoverTimeout(10_000L)
              .build());
      sentinels.get(i).start();
    }
  }

  private static RedisServer started(int port, int primaryPort) throws IOException {
    var builder =
        RedisServer.builder().port(port).setting("save \"\"").setting("repl-diskless-sync-delay 0");
    RedisServer server =
        (primaryPort == 0 ? builder : builder.slaveOf("127.0.0.1", primaryPort)).build();
    server.start();
    return server;
  }

  List<String> sentinels() {
    return sentinels.stream().map(it -> "redis://127.0.0.1:" + it.ports().get(0)).toList();
  }

  int primaryPort() {
    return primary.ports().get(0);
  }

  void stopPrimary() throws IOException {
    primary.stop();
  }

  @Override
  public void close() throws IOException {
    for (RedisSentinel sentinel : sentinels) {
      sentinel.stop();
    }
    for (RedisServer replica : replicas) {
      replica.stop();
    }
    primary.stop();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
