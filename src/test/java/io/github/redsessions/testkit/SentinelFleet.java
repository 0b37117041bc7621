package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Eventually.eventually;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * One primary, two replicas and three sentinels (quorum two), all real servers of the test's own on
 * 127.0.0.1. A primary that doesn't answer for a second is replaced within about three seconds; one
 * that comes back says for about ten seconds that it still is the primary. Methods block, and fail
 * when what they wait for doesn't come.
 */
public final class SentinelFleet implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String MASTER_NAME = "mymaster";
  private static final List<String> DATA_ARGS = List.of("--repl-diskless-sync-delay", "0");

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private SentinelFleet() {}

  /**
   * Starts a fleet and returns when both replicas are online and all sentinels know all.
   *
   * @param dataArgs options of every data node
   */
  public static SentinelFleet start(String... dataArgs) {
    return start(List.of(dataArgs), List.of());
  }

  /**
   * As {@link #start(String...)}.
   *
   * @param sentinelArgs options of every sentinel, such as {@code --loglevel}
   */
  public static SentinelFleet start(List<String> dataArgs, List<String> sentinelArgs) {
    SentinelFleet fleet = new SentinelFleet();
    try {
      fleet.startAll(dataArgs, sentinelArgs);
      fleet.awaitComplete();
      return fleet;
    } catch (RuntimeException | Error e) {
      fleet.close();
      throw e;
    }
  }

  /** Gives the one fleet of this JVM, for tests that neither break, configure nor close it. */
  public static SentinelFleet shared() {
    return Shared.FLEET;
  }

  public String masterName() {
    return MASTER_NAME;
  }

  /** All three data nodes, the first primary first. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  public List<String> dataUris() {
    return servers.stream().map(RedisServer::uri).toList();
  }

  public List<String> sentinelUris() {
    return sentinels.stream().map(RedisServer::uri).toList();
  }

  /** Asks who is the primary now, as {@link #awaitPrimary}. */
  public RedisServer primary() {
    return awaitPrimary(BOUND);
  }

  /** The data nodes that say now that they are replicas. */
  public List<RedisServer> replicas() {
    return servers.stream().filter(server -> Replication.isReplica(server)).toList();
  }

  /**
   * Waits until the sentinels that answer, at least two, agree on one primary that says so itself.
   */
  public RedisServer awaitPrimary(Duration bound) {
    AtomicReference<RedisServer> found = new AtomicReference<>();
    eventually(bound, () -> found.set(agreedPrimary()));
    return found.get();
  }

  /** Waits, for at most a minute, until the primary is another one than the given. */
  public RedisServer awaitFailover(RedisServer old) {
    AtomicReference<RedisServer> found = new AtomicReference<>();
    eventually(
        BOUND,
        () -> {
          RedisServer primary = agreedPrimary();
          check(primary != old, "the primary is still " + old);
          found.set(primary);
        });
    return found.get();
  }

  /** Waits until all six servers run, both replicas are online and every sentinel knows them. */
  public void awaitComplete() {
    eventually(
        BOUND,
        () -> {
          RedisServer primary = agreedPrimary();
          for (RedisServer server : servers) {
            check(
                server == primary || Replication.isOnlineReplicaOf(server, primary),
                server + " is no replica of " + primary);
          }
          for (RedisServer sentinel : sentinels) {
            checkKnowsAll(sentinel);
          }
        });
  }

  @Override
  public void close() {
    Stream.of(sentinels, servers).flatMap(List::stream).forEach(RedisServer::close);
  }

  private void startAll(List<String> dataArgs, List<String> sentinelArgs) {
    servers.addAll(
        RedisServer.startAll(3, Stream.concat(DATA_ARGS.stream(), dataArgs.stream()).toList()));
    RedisServer primary = servers.get(0);
    for (RedisServer replica : servers.subList(1, 3)) {
      // Written to its file, for it has to come back as what it was.
      replica.command("REPLICAOF", "127.0.0.1", Integer.toString(primary.fleetPort()));
      replica.command("CONFIG", "REWRITE");
    }
    for (RedisServer replica : servers.subList(1, 3)) {
      // A sentinel looks at a primary's list of replicas when it starts, then every ten seconds.
      eventually(
          BOUND,
          () -> check(Replication.isOnlineReplicaOf(replica, primary), replica + " is offline"));
    }
    List<String> config = new ArrayList<>(sentinelConfig(primary));
    config.addAll(sentinelArgs);
    sentinels.addAll(RedisServer.startSentinels(3, config));
  }

  private static List<String> sentinelConfig(RedisServer primary) {
    String port = Integer.toString(primary.fleetPort());
    List<String> config = new ArrayList<>();
    config.addAll(List.of("--sentinel", "monitor", MASTER_NAME, "127.0.0.1", port, "2"));
    config.addAll(List.of("--sentinel", "down-after-milliseconds", MASTER_NAME, "1000"));
    config.addAll(List.of("--sentinel", "failover-timeout", MASTER_NAME, "3000"));
    config.addAll(List.of("--sentinel", "parallel-syncs", MASTER_NAME, "1"));
    config.addAll(List.of("--sentinel", "auth-user", MASTER_NAME, Acl.SENTINEL));
    String password = Acl.password(Acl.SENTINEL);
    config.addAll(List.of("--sentinel", "auth-pass", MASTER_NAME, password));
    return config;
  }

  private RedisServer agreedPrimary() {
    List<Object> ports = sentinels.stream().flatMap(this::primaryPort).toList();
    check(ports.size() >= 2, "only " + ports.size() + " sentinels answer");
    check(ports.stream().distinct().count() == 1, "sentinels disagree: " + ports);
    RedisServer primary =
        servers.stream()
            .filter(server -> Integer.toString(server.fleetPort()).equals(ports.get(0)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no server of this fleet: " + ports.get(0)));
    check(Replication.isPrimary(primary), primary + " doesn't say that it is the primary");
    return primary;
  }

  private Stream<Object> primaryPort(RedisServer sentinel) {
    try {
      List<?> address =
          (List<?>) sentinel.probe("SENTINEL", "get-master-addr-by-name", MASTER_NAME);
      return Stream.of(address.get(1));
    } catch (RuntimeException e) {
      // Stopped or frozen by the test: the others decide.
      return Stream.of();
    }
  }

  private static void checkKnowsAll(RedisServer sentinel) {
    for (String kind : List.of("replicas", "sentinels")) {
      List<?> others = (List<?>) sentinel.probe("SENTINEL", kind, MASTER_NAME);
      check(others.size() == 2, sentinel + " knows " + others.size() + " " + kind);
      for (Object other : others) {
        List<?> fields = (List<?>) other;
        Object flags = fields.get(fields.indexOf("flags") + 1);
        check(flags.equals("slave") || flags.equals("sentinel"), sentinel + " sees " + flags);
      }
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static final class Shared {
    // Nobody stops a server of it, and a busy machine is no reason to replace one.
    static final SentinelFleet FLEET =
        start(List.of(), List.of("--sentinel", "down-after-milliseconds", MASTER_NAME, "60000"));
  }
}
