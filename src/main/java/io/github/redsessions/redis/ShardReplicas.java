package io.github.redsessions.redis;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How far the replicas of one shard are. {@link #choose} and {@link #caughtUp} are safe for use
 * from any thread; the rest is confined to one event loop.
 */
final class ShardReplicas {

  private final ReplicaLag lag;
  private final Map<RedisNode, Long> moments = new ConcurrentHashMap<>();
  private volatile List<RedisNode> known = List.of();
  private boolean measuring;

  ShardReplicas(long keepNanos) {
    this.lag = new ReplicaLag(keepNanos);
  }

  /** Names a replica that has caught up to later than a moment, any of them; null if none has. */
  @Nullable RedisNode choose(long later) {
    List<RedisNode> candidates = known;
    int count = candidates.size();
    int first = count == 0 ? 0 : ThreadLocalRandom.current().nextInt(count);
    for (int i = 0; i < count; i++) {
      RedisNode node = candidates.get((first + i) % count);
      if (moments.getOrDefault(node, ReplicaLag.NEVER) > later) {
        return node;
      }
    }
    return null;
  }

  /** Notes the moment to which a replica has surely caught up. */
  void caughtUp(RedisNode node, long moment) {
    moments.put(node, moment);
  }

  /** Begins to measure, unless that is under way. */
  boolean begin() {
    boolean free = !measuring;
    measuring = true;
    return free;
  }

  void primaryIs(ReplicationInfo info, long moment) {
    if (info.primary()) {
      lag.primaryIs(info, moment);
    }
  }

  void replicaIs(RedisNode node, ReplicationInfo info) {
    caughtUp(node, lag.caughtUpTo(info));
  }

  /** Ends the measuring; a replica that is none any more is not chosen any more. */
  void end(Collection<URI> endpoints) {
    measuring = false;
    moments.keySet().removeIf(node -> !endpoints.contains(node.endpoint()));
    known = List.copyOf(moments.keySet());
  }
}
