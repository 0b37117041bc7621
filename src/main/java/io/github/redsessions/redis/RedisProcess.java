package io.github.redsessions.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A running redis-server process on 127.0.0.1 that keeps nothing on disk unless told to.
 *
 * <p>Its environment is empty, so that no secret of this process is handed on. It does not end with
 * this process by itself: the owner sees to that. Safe for use by many threads. Public for the
 * tests, which start servers of their own; the module does not export this package.
 */
public final class RedisProcess {

  /** How many ports are tried before giving up. */
  private static final int PORT_ATTEMPTS = 5;

  private final int port;
  private final Process process;

  /** Where ports to try come from. */
  interface PortSource {
    int next() throws IOException;
  }

  private RedisProcess(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts a server on a free port and returns when it accepts connections. Blocks, for at most 20
   * seconds a try. When another process takes the port meanwhile, another one is tried.
   *
   * @param executable the redis-server
   * @param directory its working directory
   * @param args options that are added to and win over the default ones, such as {@code
   *     --maxmemory}, {@code 2mb}
   * @return the running server
   * @throws IOException when it does not start; the message ends with the last lines it printed
   */
  public static RedisProcess startOnFreePort(Path executable, Path directory, List<String> args)
      throws IOException {
    return startOnFreePort(executable, directory, args, RedisProcess::freePort);
  }

  static RedisProcess startOnFreePort(
      Path executable, Path directory, List<String> args, PortSource ports) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(executable, directory, ports.next(), args);
      } catch (PortTakenException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Starts a server on a given port and returns when it accepts connections. Blocks, for at most 20
   * seconds.
   *
   * @param executable the redis-server
   * @param directory its working directory
   * @param port where it listens, on 127.0.0.1 only
   * @param args options that are added to and win over the default ones
   * @return the running server
   * @throws PortTakenException when something else listens there
   * @throws IOException when it does not start; the message ends with the last lines it printed
   */
  public static RedisProcess start(Path executable, Path directory, int port, List<String> args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
    command.addAll(args);
    return start(command, directory, port);
  }

  /**
   * Starts a server by its whole command line and returns when it accepts connections. Blocks, for
   * at most 20 seconds.
   *
   * @param command the redis-server and its arguments, which make it listen on the port
   * @param directory its working directory
   * @param port where it will listen
   * @return the running server
   * @throws PortTakenException when something else listens there
   * @throws IOException when it does not start; the message ends with the last lines it printed
   */
  public static RedisProcess start(List<String> command, Path directory, int port)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(directory.toFile()).environment().clear();
    Process process = builder.start();
    ServerOutput output = new ServerOutput();
    drain(process, output);
    RedisProcess started = new RedisProcess(port, process);
    try {
      output.awaitReady(port);
      return started;
    } catch (IOException e) {
      started.kill();
      throw e;
    }
  }

  /**
   * Finds a port on 127.0.0.1 that nobody listens on at the moment.
   *
   * <p>It lies below the range from which systems pick ports for outgoing connections. Otherwise a
   * client that reconnects to a server that is down could be given that very port for its own end,
   * and the server could not come back.
   *
   * @return a port between 12000 and 22000, so that a cluster bus (port + 10000) stays below too
   * @throws IOException when no port is free
   */
  public static int freePort() throws IOException {
    IOException last = null;
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 22_000);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException("no free port found between 12000 and 22000 on 127.0.0.1", last);
  }

  /**
   * Tells where the server listens.
   *
   * @return the port on 127.0.0.1
   */
  public int port() {
    return port;
  }

  /**
   * Names the process to the operating system.
   *
   * @return its process id
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Tells whether the process runs, frozen or not.
   *
   * @return true until it has ended
   */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Ends the process at once, whatever it does: nothing of it is worth saving. Does not wait for it
   * and can be called again.
   */
  public void kill() {
    process.destroyForcibly();
  }

  /**
   * Tells when the process has ended.
   *
   * @return completes, on a thread of the JDK, however the process ended
   */
  public CompletableFuture<Void> ended() {
    return process.onExit().thenApply(exited -> null);
  }

  /** Reads all that the server prints, for otherwise it would block on a full pipe. */
  private static void drain(Process process, ServerOutput output) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(output::line);
              } catch (IOException | UncheckedIOException e) {
                output.line("(output lost: " + e.getMessage() + ")");
              }
              output.end();
            },
            "redis-server-output-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }
}
