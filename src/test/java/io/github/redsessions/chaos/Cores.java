package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a service on the last core, and whoever works for the measurement on the others, so that
 * the service has as much of the machine under any load.
 */
final class Cores {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final int COUNT = Runtime.getRuntime().availableProcessors();
  private static final Pattern REDIS = Pattern.compile("(?m)^process_id:(\\d+)");

  private Cores() {}

  /** Whether there are two cores, and the tool (of util-linux). */
  static boolean canBeShared() {
    return COUNT > 1 && Files.isExecutable(TASKSET);
  }

  /** What a command begins with that is to run on the last core. */
  static List<String> onTheLast() {
    return List.of(TASKSET.toString(), "-c", Integer.toString(COUNT - 1));
  }

  /** Moves this JVM and a server of its own to the other cores. */
  static void leaveTheLast(RedisServer redis) throws IOException {
    move("0-" + (COUNT - 2), ProcessHandle.current().pid());
    Matcher pid = REDIS.matcher((String) redis.command("INFO", "server"));
    if (pid.find()) {
      move("0-" + (COUNT - 2), Long.parseLong(pid.group(1)));
    }
  }

  /** Lets this JVM use all cores again. */
  static void useAll() throws IOException {
    move("0-" + (COUNT - 1), ProcessHandle.current().pid());
  }

  private static void move(String cores, long pid) throws IOException {
    Process process =
        new ProcessBuilder(TASKSET.toString(), "-a", "-p", "-c", cores, Long.toString(pid))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("taskset couldn't move process " + pid);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
