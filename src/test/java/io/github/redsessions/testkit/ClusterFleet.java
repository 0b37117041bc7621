package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Eventually.eventually;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A cluster of three primaries with one replica each, all real servers of the test's own on
 * 127.0.0.1. A primary that doesn't answer for a second is replaced within about three. Replicas
 * stay with their shard. Methods block, and fail when what they wait for doesn't come.
 */
public final class ClusterFleet implements AutoCloseable {

  static final int SLOTS = 16_384;

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int SHARDS = 3;
  private static final List<String> ARGS =
      List.of(
          "--cluster-enabled", "yes",
          "--cluster-node-timeout", "1000",
          "--cluster-require-full-coverage", "no",
          "--cluster-replica-validity-factor", "0",
          "--cluster-allow-replica-migration", "no",
          "--repl-diskless-sync-delay", "0");

  /** The primaries of the beginning and then, in the same order, their replicas. */
  private final List<RedisServer> servers = new ArrayList<>();

  private ClusterFleet() {}

  /**
   * Starts a cluster and returns when every node says ok and every replica is online.
   *
   * @param args options of every node
   */
  public static ClusterFleet start(String... args) {
    ClusterFleet fleet = new ClusterFleet();
    try {
      List<String> all = Stream.concat(ARGS.stream(), Stream.of(args)).toList();
      fleet.servers.addAll(RedisServer.startAll(2 * SHARDS, all));
      fleet.form();
      fleet.awaitComplete();
      return fleet;
    } catch (RuntimeException | Error e) {
      fleet.close();
      throw e;
    }
  }

  /** Gives the one cluster of this JVM, for tests that neither break, configure nor close it. */
  public static ClusterFleet shared() {
    return Shared.FLEET;
  }

  /** All six nodes, the primaries of the beginning first. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  public List<String> uris() {
    return servers.stream().map(RedisServer::uri).toList();
  }

  /** The slot of a key, {@code {hash tag}} included. */
  public int slotOf(String key) {
    return ((Long) fromAny("CLUSTER", "KEYSLOT", key)).intValue();
  }

  /** Who takes a key's writes now, as {@link #primaryOf(int)}. */
  public RedisServer primaryOf(String key) {
    return primaryOf(slotOf(key));
  }

  /** Who takes a slot's writes now: whom most nodes name and who says so itself. */
  public RedisServer primaryOf(int slot) {
    AtomicReference<RedisServer> found = new AtomicReference<>();
    eventually(BOUND, () -> found.set(namedPrimary(slot)));
    return found.get();
  }

  /** The primaries of all shards now, in the order of {@link #servers()}. */
  public List<RedisServer> primaries() {
    return servers.stream().filter(Replication::isPrimary).toList();
  }

  /** The other node of a primary's shard. */
  public RedisServer replicaOf(RedisServer primary) {
    return servers.get((servers.indexOf(primary) + SHARDS) % (2 * SHARDS));
  }

  /** Sends a command to the primary of a key. */
  public Object command(String key, String... command) {
    return primaryOf(key).command(command);
  }

  /** Moves a slot with its keys to another primary and returns when every node knows. */
  public void moveSlot(int slot, RedisServer from, RedisServer to) {
    SlotMove move = beginMove(slot, from, to);
    move.migrateAll();
    move.finish();
  }

  /** Begins to move a slot: the half-way states are those of {@link SlotMove}. */
  public SlotMove beginMove(int slot, RedisServer from, RedisServer to) {
    return new SlotMove(this, slot, from, to);
  }

  /** Waits, for at most a minute, until the other node of a shard took over and all others know. */
  public RedisServer awaitFailover(RedisServer old) {
    RedisServer next = replicaOf(old);
    eventually(
        BOUND,
        () -> {
          check(Replication.isPrimary(next), next + " has not taken over from " + old);
          for (RedisServer server : servers) {
            if (server != old) {
              checkOk(server);
              check(
                  Arrays.asList(owners(server)).contains(next),
                  server + " doesn't know that " + next + " took over");
            }
          }
        });
    return next;
  }

  /** Waits until all six nodes run, agree on every slot's owner, and every replica is online. */
  public void awaitComplete() {
    eventually(
        BOUND,
        () -> {
          RedisServer[] owners = owners(servers.get(0));
          for (RedisServer server : servers) {
            checkOk(server);
            check(Arrays.equals(owners(server), owners), "the nodes disagree on who owns what");
            check(
                Replication.isPrimary(server)
                    || Replication.isOnlineReplicaOf(server, replicaOf(server)),
                server + " is no replica of " + replicaOf(server));
          }
          check(primaries().size() == SHARDS, "the primaries are " + primaries());
        });
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }

  /** Waits until every node that answers names this owner of a slot. */
  void awaitOwner(int slot, RedisServer owner) {
    eventually(
        BOUND,
        () -> {
          for (RedisServer server : servers) {
            check(owners(server)[slot] == owner, server + " names another owner");
          }
        });
  }

  private void form() {
    RedisServer first = servers.get(0);
    for (int i = 0; i < servers.size(); i++) {
      RedisServer server = servers.get(i);
      // Distinct from the start, otherwise the nodes have to sort it out while they meet.
      server.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      if (i > 0) {
        server.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(first.fleetPort()));
      }
      if (i < SHARDS) {
        server.command(addSlots(i));
      }
    }
    for (RedisServer primary : servers.subList(0, SHARDS)) {
      String id = (String) primary.command("CLUSTER", "MYID");
      eventually(BOUND, () -> replicaOf(primary).command("CLUSTER", "REPLICATE", id));
    }
  }

  /** ADDSLOTS and not ADDSLOTSRANGE, which Redis 6.2 doesn't have. */
  private static String[] addSlots(int shard) {
    List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slot * SHARDS / SLOTS == shard) {
        command.add(Integer.toString(slot));
      }
    }
    return command.toArray(String[]::new);
  }

  private RedisServer namedPrimary(int slot) {
    List<RedisServer> named = new ArrayList<>();
    for (RedisServer server : servers) {
      try {
        RedisServer owner = owners(server)[slot];
        if (owner != null) {
          named.add(owner);
        }
      } catch (RuntimeException e) {
        // Stopped or frozen by the test: the others decide.
      }
    }
    RedisServer primary =
        named.stream()
            .max((a, b) -> Collections.frequency(named, a) - Collections.frequency(named, b))
            .orElseThrow(() -> new AssertionError("slot " + slot + " has no owner"));
    check(Replication.isPrimary(primary), primary + " doesn't say that it is a primary");
    return primary;
  }

  /** The owner of every slot, null for none, as one node sees it. */
  private RedisServer[] owners(RedisServer server) {
    RedisServer[] owners = new RedisServer[SLOTS];
    for (Object item : (List<?>) server.probe("CLUSTER", "SLOTS")) {
      List<?> range = (List<?>) item;
      Object port = ((List<?>) range.get(2)).get(1);
      RedisServer owner = byPort((Long) port);
      int first = ((Long) range.get(0)).intValue();
      int last = ((Long) range.get(1)).intValue();
      Arrays.fill(owners, first, last + 1, owner);
    }
    return owners;
  }

  /** CLUSTER SLOTS names the port of the kind by which it was asked, which is the plain one. */
  private RedisServer byPort(long port) {
    return servers.stream()
        .filter(server -> server.port() == port)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no node of this cluster: " + port));
  }

  private Object fromAny(String... command) {
    for (RedisServer server : servers) {
      try {
        return server.probe(command);
      } catch (RuntimeException e) {
        // Stopped or frozen by the test: another one knows as well.
      }
    }
    throw new IllegalStateException("no node of the cluster answers");
  }

  private static void checkOk(RedisServer server) {
    String info = (String) server.probe("CLUSTER", "INFO");
    check(info.contains("cluster_state:ok"), server + " says " + info);
    check(info.contains("cluster_slots_ok:" + SLOTS), server + " says " + info);
    check(info.contains("cluster_known_nodes:" + 2 * SHARDS), server + " says " + info);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static final class Shared {
    // Nobody stops a node of it, and a busy machine is no reason to replace one.
    static final ClusterFleet FLEET = start("--cluster-node-timeout", "60000");
  }
}
