package io.github.redsessions.bench;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A redis-server that keeps nothing on disk. */
final class RedisDatabase implements Database {

  private static final Pattern CPU = Pattern.compile("(?m)^used_cpu_(?:user|sys):([\\d.]+)");

  private static final int QUIET_MS = 100;

  private final RedisServer server = RedisServer.start();

  /** For a user who may do everything, since the stock store's keys have no prefix. */
  @Override
  public String uri() {
    return "redis://%s:%s@127.0.0.1:%d"
        .formatted(Acl.ADMIN, Acl.password(Acl.ADMIN), server.port());
  }

  @Override
  public long cpuNanos() {
    Matcher cpu = CPU.matcher((String) server.command("INFO", "cpu"));
    double seconds = 0;
    while (cpu.find()) {
      seconds += Double.parseDouble(cpu.group(1));
    }
    return (long) (seconds * 1e9);
  }

  RedisServer server() {
    return server;
  }

  /** Deletes all sessions of all contenders. */
  void clear() {
    server.command("FLUSHALL", "SYNC");
  }

  /**
   * Names the commands that clients send while an action runs, and after it: some store a session
   * only when the response has left.
   */
  List<String> commandsOf(Action action) throws IOException {
    try (CommandRecorder recorder = server.record()) {
      awaitQuiet(recorder);
      recorder.clear();
      action.run();
      awaitQuiet(recorder);
      return recorder.names();
    }
  }

  private static void awaitQuiet(CommandRecorder recorder) throws IOException {
    int before = -1;
    for (int now = recorder.names().size(); now > before; now = recorder.names().size()) {
      before = now;
      try {
        Thread.sleep(QUIET_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** How much memory the key takes whose name holds a text, 0 if there is none. */
  long memoryOf(String text) {
    String cursor = "0";
    do {
      List<?> page =
          (List<?>) server.command("SCAN", cursor, "MATCH", "*" + text + "*", "COUNT", "1000");
      cursor = (String) page.get(0);
      List<?> keys = (List<?>) page.get(1);
      if (!keys.isEmpty()) {
        return (Long) server.command("MEMORY", "USAGE", (String) keys.get(0), "SAMPLES", "0");
      }
    } while (!cursor.equals("0"));
    return 0;
  }

  @Override
  public void close() {
    server.close();
  }

  /** Something that talks to a contender. */
  interface Action {
    void run() throws IOException;
  }
}
