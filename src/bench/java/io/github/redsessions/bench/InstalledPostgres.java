package io.github.redsessions.bench;

import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.redis.ScratchDirectory;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The PostgreSQL of the PATH, on a data directory of its own. Since it refuses to run as root, it
 * then runs as {@code nobody}.
 *
 * @param port where it listens, on the loopback address
 * @param data its data directory
 * @param process the server
 * @param directory what is deleted at the end
 */
record InstalledPostgres(int port, Path data, Process process, ScratchDirectory directory)
    implements AutoCloseable {

  private static final int START_SECONDS = 30;
  private static final String NOBODY = "65534";

  /**
   * Starts it.
   *
   * @param why no other one was started, for the message
   * @throws SkippedException when there is none, or it does not start
   */
  static InstalledPostgres start(Exception why) throws SkippedException {
    try {
      ScratchDirectory scratch = ScratchDirectory.create();
      Path directory = scratch.path();
      if (isRoot()) {
        run(List.of("chown", NOBODY, directory.toString()));
      }
      Path data = directory.resolve("data");
      run(command("initdb", "-D", data.toString(), "-A", "trust", "-U", "postgres"));
      int port = RedisProcess.freePort();
      Process process =
          new ProcessBuilder(
                  command(
                      "postgres",
                      "-D",
                      data.toString(),
                      "-p",
                      Integer.toString(port),
                      "-h",
                      "127.0.0.1",
                      "-k",
                      directory.toString(),
                      "-c",
                      "fsync=off",
                      "-c",
                      "synchronous_commit=off"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      awaitPort(port, process);
      return new InstalledPostgres(port, data, process, scratch);
    } catch (IOException | InterruptedException e) {
      throw new SkippedException(
          "no PostgreSQL here: neither from the jar ("
              + why.getMessage()
              + ") nor from the PATH ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private static List<String> command(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name", "").equals("root");
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command + " fails");
    }
  }

  private static void awaitPort(int port, Process process)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline || process.waitFor(50, TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new IOException("postgres does not start", e);
        }
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    directory.delete();
  }
}
