package io.github.redsessions.testkit;

import io.github.redsessions.redis.RedisBinary;
import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.redis.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Servers as processes of the redis-server that comes with the build. */
final class ProcessProvider implements RedisProvider {

  @Override
  public Running start(Path directory, int port, List<String> args) throws IOException {
    List<String> command = new ArrayList<>(List.of(Executable.PATH.toString()));
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

  /** The redis-server binary, extracted once for all servers of this JVM. */
  private static final class Executable {

    static final Path PATH;

    static {
      try {
        ScratchDirectory directory = ScratchDirectory.create();
        PATH = RedisBinary.extract(directory.path());
        Runtime.getRuntime().addShutdownHook(new Thread(directory::delete));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
