package io.github.redsessions.bench;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The redis-server that all contenders share. */
final class RedisUnderLoad implements AutoCloseable {

  private static final Pattern CPU = Pattern.compile("(?m)^used_cpu_(?:user|sys):([\\d.]+)");

  private final RedisServer server = RedisServer.start();

  /** For a user who may do everything, for the stock store's keys have no prefix. */
  String uri() {
    return "redis://%s:%s@127.0.0.1:%d"
        .formatted(Acl.ADMIN, Acl.password(Acl.ADMIN), server.port());
  }

  /** CPU time so far. */
  long cpuNanos() {
    Matcher cpu = CPU.matcher((String) server.command("INFO", "cpu"));
    double seconds = 0;
    while (cpu.find()) {
      seconds += Double.parseDouble(cpu.group(1));
    }
    return (long) (seconds * 1e9);
  }

  /** Names the commands that clients send while an action runs. */
  List<String> commandsOf(Action action) throws IOException {
    try (CommandRecorder recorder = server.record()) {
      action.run();
      return recorder.names();
    }
  }

  RedisServer server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }

  interface Action {
    void run() throws IOException;
  }
}
