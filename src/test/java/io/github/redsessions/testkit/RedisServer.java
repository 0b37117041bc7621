package io.github.redsessions.testkit;

import io.github.redsessions.redis.PortTakenException;
import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.redis.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A real redis-server of the test's own, on a free port, that keeps nothing on disk. It ends with
 * {@link #close()}, or with the JVM. Whether it is a process or a container is up to {@link
 * ProviderChoice}. Its methods block.
 */
public final class RedisServer implements AutoCloseable {

  private static final int PORT_ATTEMPTS = 5;
  private static final int REPLY_MS = 10_000;
  private static final int PROBE_MS = 1_000;
  private static final Pattern STAT = Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+)");
  private static final Set<RedisServer> RUNNING = ConcurrentHashMap.newKeySet();
  private static RedisServer shared;

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(RedisServer::end), "redis-servers"));
  }

  private final ScratchDirectory directory;
  private final ServerConfig config;
  private final List<String> commandLine;
  private final int port;
  private final Set<String> ownAddresses = ConcurrentHashMap.newKeySet();
  private final OwnConnection commands;
  private final OwnConnection probes;
  private volatile RedisProvider.Running running;
  private volatile boolean frozen;
  private volatile boolean killed;

  private RedisServer(ScratchDirectory directory, ServerConfig config, int port, boolean sentinel)
      throws IOException {
    this.directory = directory;
    this.config = config;
    this.port = port;
    Path file = config.write(directory.path(), port);
    commandLine = sentinel ? List.of(file.toString(), "--sentinel") : List.of(file.toString());
    commands = new OwnConnection(port, REPLY_MS, config.credentials(), ownAddresses);
    probes = new OwnConnection(port, PROBE_MS, config.credentials(), ownAddresses);
    running = ProviderChoice.get().start(directory.path(), port, commandLine);
    RUNNING.add(this);
  }

  /**
   * Starts a server and returns when it accepts connections.
   *
   * <p>The options become a file that the server may rewrite. {@code "--tls-port", "auto"} opens
   * another free port, see {@link #tlsPort()}.
   *
   * @param extraArgs options of redis-server, such as {@code "--maxmemory", "2mb"}
   */
  public static RedisServer start(String... extraArgs) {
    return start(List.of(extraArgs), false);
  }

  /**
   * Starts a sentinel.
   *
   * @param args its options, such as {@code "--sentinel", "monitor", …}
   */
  public static RedisServer startSentinel(List<String> args) {
    return start(args, true);
  }

  /** Starts several servers at the same time, for a container takes a second. */
  static List<RedisServer> startAll(int count, List<String> args) {
    return startAll(count, args, false);
  }

  /**
   * Starts several sentinels at the same time.
   *
   * @param args their options, such as {@code "--sentinel", "monitor", …}
   */
  static List<RedisServer> startSentinels(int count, List<String> args) {
    return startAll(count, args, true);
  }

  private static List<RedisServer> startAll(int count, List<String> args, boolean sentinel) {
    Executor threads = work -> new Thread(work, "redis-start").start();
    List<CompletableFuture<RedisServer>> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starting.add(CompletableFuture.supplyAsync(() -> start(args, sentinel), threads));
    }
    try {
      return starting.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      CompletableFuture<?>[] closed =
          starting.stream()
              .map(start -> start.thenAccept(RedisServer::close))
              .map(close -> close.exceptionally(failure -> null))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(closed).join();
      throw e;
    }
  }

  private static RedisServer start(List<String> args, boolean sentinel) {
    try {
      ScratchDirectory directory = ScratchDirectory.create();
      try {
        for (int attempt = 1; ; attempt++) {
          try {
            ServerConfig config = new ServerConfig(Acl.before(withTlsPort(args), sentinel));
            return new RedisServer(directory, config, RedisProcess.freePort(), sentinel);
          } catch (PortTakenException e) {
            if (attempt == PORT_ATTEMPTS) {
              throw e;
            }
          }
        }
      } catch (IOException | RuntimeException e) {
        directory.delete();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> withTlsPort(List<String> args) throws IOException {
    List<String> result = new ArrayList<>(args);
    int value = args.indexOf(ServerConfig.TLS_PORT) + 1;
    if (value > 0 && args.get(value).equals("auto")) {
      result.set(value, Integer.toString(RedisProcess.freePort()));
    }
    return result;
  }

  /**
   * Gives the one server of this JVM, for tests that neither break nor configure it. Take a prefix
   * of your own ({@link RandomPrefix}), never flush it and never close it.
   */
  public static synchronized RedisServer shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /**
   * Checks that the shared server, if there is one, has refused nothing, and forgets what it has.
   *
   * @throws AssertionError when it has; see {@link #refusals()}
   */
  public static synchronized void checkShared() {
    if (shared != null) {
      List<String> refusals = shared.refusals();
      shared.forgetRefusals();
      failOn(refusals);
    }
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The port that {@code --tls-port} opened. */
  public int tlsPort() {
    return Integer.parseInt(config.value(ServerConfig.TLS_PORT).orElseThrow());
  }

  /** Where the other servers of a fleet find this one. */
  int fleetPort() {
    boolean tls = config.says("--tls-replication", "yes") || config.says("--tls-cluster", "yes");
    return tls ? tlsPort() : port;
  }

  ServerConfig config() {
    return config;
  }

  /** Sends SIGSTOP: connections stay open and nothing is answered, until {@link #thaw()}. */
  public void freeze() {
    running.signal("STOP");
    frozen = true;
  }

  /** Sends SIGCONT: the server answers what has piled up. */
  public void thaw() {
    running.signal("CONT");
    frozen = false;
  }

  /** Sends SIGKILL and waits until the server is gone: connections are reset, data is lost. */
  public void kill() {
    running.kill();
    killed = true;
    frozen = false;
    commands.close();
    probes.close();
  }

  /** Starts the server again on the same port, empty unless the options say otherwise. */
  public void restart() {
    kill();
    try {
      running = ProviderChoice.get().start(directory.path(), port, commandLine);
      killed = false;
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
  public Object command(String... args) {
    return commands.command(args);
  }

  /** Like {@link #command} for a server that may be frozen: it fails after one second. */
  Object probe(String... args) {
    return probes.command(args);
  }

  /** Opens a connection that is logged in as {@link Acl#ADMIN}. */
  public RespClient connect() {
    return new RespClient(port).logIn(Acl.ADMIN);
  }

  /**
   * Reads ACL LOG: what users tried without being allowed to, and logins that failed. A server that
   * is closed must have none, so a test that provokes some calls {@link #forgetRefusals()}.
   */
  public List<String> refusals() {
    return ((List<?>) command("ACL", "LOG")).stream().map(String::valueOf).toList();
  }

  /** Empties ACL LOG. */
  public void forgetRefusals() {
    command("ACL", "LOG", "RESET");
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

  /**
   * Ends the server, frozen or not, and deletes its directory.
   *
   * @throws AssertionError when it has refused something; see {@link #refusals()}
   */
  @Override
  public void close() {
    List<String> refusals = List.of();
    try {
      if (frozen) {
        thaw();
      }
      if (!killed) {
        refusals = refusals();
      }
    } finally {
      end();
    }
    failOn(refusals);
  }

  private void end() {
    RUNNING.remove(this);
    kill();
    directory.delete();
  }

  private static void failOn(List<String> refusals) {
    if (!refusals.isEmpty()) {
      throw new AssertionError("ACL LOG of the test's Redis: " + refusals);
    }
  }

  @Override
  public String toString() {
    return uri();
  }
}
