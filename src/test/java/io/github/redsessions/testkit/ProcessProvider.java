package io.github.redsessions.testkit;

import io.github.redsessions.redis.RedisBinary;
import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.redis.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Servers as processes. */
final class ProcessProvider implements RedisProvider {

  private final Path executable;

  private ProcessProvider(Path executable) {
    this.executable = executable;
  }

  /**
   * Runs a redis-server, or without one that which comes with the build.
   *
   * @throws IllegalArgumentException when the path is that of no executable file
   * @throws IllegalStateException when none is given and the build has none for this platform
   */
  static ProcessProvider open(String path) throws IOException {
    if (path == null) {
      ScratchDirectory directory = ScratchDirectory.create();
      // Deleted while servers run it, which does them no harm.
      Runtime.getRuntime().addShutdownHook(new Thread(directory::delete));
      return new ProcessProvider(RedisBinary.extract(directory.path()));
    }
    Path executable = Path.of(path);
    if (!Files.isRegularFile(executable) || !Files.isExecutable(executable)) {
      throw new IllegalArgumentException("redis.server is no executable file: " + path);
    }
    return new ProcessProvider(executable);
  }

  @Override
  public Running start(Path directory, int port, List<String> args) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(args);
    return new RunningProcess(RedisProcess.start(command, directory, port));
  }

  private record RunningProcess(RedisProcess process) implements Running {

    @Override
    public void signal(String name) {
      try {
        // The shell's own kill, for not every machine has /bin/kill.
        String command = "kill -" + name + " " + process.pid();
        int status = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
        if (status != 0) {
          throw new IllegalStateException(command + " ended with status " + status);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while sending SIG" + name, e);
      }
    }

    @Override
    public void kill() {
      process.kill();
      process.ended().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
