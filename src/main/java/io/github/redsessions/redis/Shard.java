package io.github.redsessions.redis;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One primary and its replicas: those who hold the same keys. Which server is the primary changes;
 * the shard stays. Safe for use from any thread.
 */
final class Shard {

  private final Outage outage = new Outage();
  private volatile @Nullable RedisNode primary;
  private volatile List<URI> replicas = List.of();

  Shard(@Nullable RedisNode primary) {
    this.primary = primary;
  }

  /** The server that takes reads and writes, null while nobody knows one. */
  @Nullable RedisNode primary() {
    return primary;
  }

  void primaryIs(@Nullable RedisNode node) {
    primary = node;
  }

  /** Where the servers are that hold copies of its keys. */
  List<URI> replicas() {
    return replicas;
  }

  void replicasAre(List<URI> endpoints) {
    replicas = List.copyOf(endpoints);
  }

  /** Tells whether it serves, as far as commands have found out. */
  boolean isServing() {
    RedisNode node = primary;
    return node != null
        && !node.isDown()
        && !outage.reads().isOngoing()
        && !outage.writes().isOngoing();
  }

  Outage outage() {
    return outage;
  }
}
