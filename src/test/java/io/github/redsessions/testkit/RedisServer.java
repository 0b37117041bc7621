package io.github.redsessions.testkit;

import io.github.redsessions.redis.RedisBinary;
import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.redis.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A real redis-server of the test's own, on a free port, that keeps nothing on disk. It ends with
 * {@link #close()}, or with the JVM. Its methods block.
 */
public final class RedisServer implements AutoCloseable {

  private static final Pattern STAT = Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+)");
  private static final Set<RedisServer> RUNNING = ConcurrentHashMap.newKeySet();

  private final ScratchDirectory directory;
  private final List<String> args;
  private final Set<String> ownAddresses = ConcurrentHashMap.newKeySet();
  private volatile RedisProcess process;
  private RespClient client;

  private RedisServer(ScratchDirectory directory, List<String> args, RedisProcess process) {
    this.directory = directory;
    this.args = args;
    this.process = process;
  }

  /**
   * Starts a server and returns when it accepts connections.
   *
   * @param extraArgs options of redis-server, such as {@code "--maxmemory", "2mb"}
   */
  public static RedisServer start(String... extraArgs) {
    try {
      ScratchDirectory directory = ScratchDirectory.create();
      List<String> args = List.of(extraArgs);
      RedisProcess process = RedisProcess.startOnFreePort(Executable.PATH, directory.path(), args);
      RedisServer server = new RedisServer(directory, args, process);
      RUNNING.add(server);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Gives the one server of this JVM, for tests that neither break nor configure it. Take a prefix
   * of your own ({@link RandomPrefix}), never flush it and never close it.
   */
  public static RedisServer shared() {
    return Shared.SERVER;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port();
  }

  public int port() {
    return process.port();
  }

  /** Sends SIGSTOP: connections stay open and nothing is answered, until {@link #thaw()}. */
  public void freeze() {
    signal("STOP");
  }

  /** Sends SIGCONT: the server answers what has piled up. */
  public void thaw() {
    signal("CONT");
  }

  /** Sends SIGKILL and waits until the process is gone: connections are reset, data is lost. */
  public void kill() {
    process.kill();
    process.ended().orTimeout(10, TimeUnit.SECONDS).join();
    disconnect();
  }

  /** Starts the server again on the same port, empty unless the options say otherwise. */
  public void restart() {
    kill();
    try {
      process = RedisProcess.start(Executable.PATH, directory.path(), port(), args);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command over the test's own connection, which no {@link CommandRecorder} lists.
   *
   * @return String, Long, List or null
   * @throws RespException when Redis answers with an error
   */
  public synchronized Object command(String... args) {
    if (client == null) {
      client = new RespClient(port());
      ownAddresses.add(client.address());
    }
    return client.command(args);
  }

  /**
   * Reads INFO commandstats: calls by lower-case command name, subcommands as {@code script|load}.
   * What a script calls and what the test itself sends is included; to count what clients sent, use
   * {@link #record()}.
   */
  public Map<String, Long> commandStats() {
    Matcher stat = STAT.matcher((String) command("INFO", "commandstats"));
    return stat.results()
        .collect(Collectors.toMap(found -> found.group(1), found -> Long.valueOf(found.group(2))));
  }

  /** Starts to record what clients send; see {@link CommandRecorder}. */
  public CommandRecorder record() {
    return new CommandRecorder(this, ownAddresses);
  }

  /** Ends the server, frozen or not, and deletes its directory. */
  @Override
  public void close() {
    RUNNING.remove(this);
    kill();
    directory.delete();
  }

  private synchronized void disconnect() {
    if (client != null) {
      ownAddresses.remove(client.address());
      client.close();
      client = null;
    }
  }

  private void signal(String name) {
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

  private static final class Shared {
    static final RedisServer SERVER = start();
  }

  /** The redis-server binary, extracted once for all servers of this JVM. */
  private static final class Executable {

    static final ScratchDirectory DIRECTORY;
    static final Path PATH;

    static {
      try {
        DIRECTORY = ScratchDirectory.create();
        PATH = RedisBinary.extract(DIRECTORY.path());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(Executable::end));
    }

    private static void end() {
      RUNNING.forEach(RedisServer::close);
      DIRECTORY.delete();
    }
  }
}
