package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig.Mode;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who answers a read when {@code redis.reads} is {@code replica}: a replica that is at most
 * {@code redis.maxReplicaLagMs} behind and has everything that this process has written to, or seen
 * on the primary of, that key.
 *
 * <p>How far a replica is behind is measured by asking it and then its primary, several times
 * within the bound, with INFO. A replica that doesn't answer falls out of the choice by that alone,
 * and so do all when their primary doesn't answer: then nobody knows what they miss. {@link
 * #choose} is safe for use from any thread; the measuring is confined to one event loop.
 */
final class ReplicaReads {

  private static final int POLLS_WITHIN_BOUND = 4;
  private static final long MIN_POLL_MILLIS = 10;
  private static final long MAX_POLL_MILLIS = 250;

  private final RedisNodes nodes;
  private final Topology topology;
  private final ConnectionSetup setup;
  private final long maxLagNanos;
  private final RecentWrites writes;
  private final Map<Shard, ShardReplicas> replicas = new ConcurrentHashMap<>();

  private ReplicaReads(RedisNodes nodes, Topology topology, ConnectionSetup setup) {
    this.nodes = nodes;
    this.topology = topology;
    this.setup = setup;
    this.maxLagNanos = nodes.config().maxReplicaLag().toNanos();
    this.writes = new RecentWrites(maxLagNanos, System.nanoTime());
  }

  /** Begins to measure, until the topology is closed. */
  static ReplicaReads start(VertxInternal vertx, RedisNodes nodes, Topology topology) {
    boolean cluster = nodes.config().mode() == Mode.CLUSTER;
    ConnectionSetup setup = cluster ? ConnectionSetup.CLUSTER_REPLICA : ConnectionSetup.REPLICA;
    ReplicaReads reads = new ReplicaReads(nodes, topology, setup);
    ContextInternal context = OwnContext.here(vertx);
    context.runOnContext(v -> reads.poll(context));
    return reads;
  }

  /** Names a replica that may be read for a key, null if the primary must be. */
  @Nullable RedisNode choose(String key) {
    ShardReplicas group = replicas.get(topology.shardOf(key));
    long now = System.nanoTime();
    return group == null
        ? null
        : group.choose(Math.max(now - maxLagNanos, writes.momentOf(key, now)));
  }

  /** Notes that this process knows of a state of the key that replicas may not have yet. */
  void note(String key) {
    writes.note(key, System.nanoTime());
  }

  /** Takes a replica that failed out of the choice until it answers again. */
  void distrust(String key, RedisNode node) {
    ShardReplicas group = replicas.get(topology.shardOf(key));
    if (group != null) {
      group.caughtUp(node, ReplicaLag.NEVER);
    }
  }

  private void poll(ContextInternal context) {
    if (topology.isClosed()) {
      return;
    }
    Set<Shard> shards = Set.copyOf(topology.shards());
    replicas.keySet().retainAll(shards);
    Set<URI> endpoints = new HashSet<>();
    for (Shard shard : shards) {
      endpoints.addAll(shard.replicas());
      measure(shard, replicas.computeIfAbsent(shard, s -> new ShardReplicas(maxLagNanos)));
    }
    nodes.retain(setup, endpoints);
    long millis = maxLagNanos / 1_000_000 / POLLS_WITHIN_BOUND;
    long pause = Math.max(MIN_POLL_MILLIS, Math.min(millis, MAX_POLL_MILLIS));
    context.setTimer(pause, timer -> poll(context));
  }

  private void measure(Shard shard, ShardReplicas group) {
    RedisNode primary = shard.primary();
    if (primary == null || !group.begin()) {
      return;
    }
    long moment = System.nanoTime();
    info(nodes.get(primary.endpoint(), ConnectionSetup.QUESTIONS))
        .compose(
            info -> {
              group.primaryIs(info, moment);
              return Future.join(
                  shard.replicas().stream()
                      .map(endpoint -> measure(group, nodes.get(endpoint, setup)))
                      .toList());
            })
        .onComplete(ended -> group.end(shard.replicas()));
  }

  private Future<ReplicationInfo> measure(ShardReplicas group, RedisNode replica) {
    return info(replica)
        .onSuccess(info -> group.replicaIs(replica, info))
        .onFailure(e -> group.caughtUp(replica, ReplicaLag.NEVER));
  }

  private static Future<ReplicationInfo> info(RedisNode node) {
    return node.send(Requests.infoReplication()).map(ReplicationInfo::parse);
  }
}
