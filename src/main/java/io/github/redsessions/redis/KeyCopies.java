package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig.Reads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies of keys that may be used instead of asking the primary: those of replicas, where
 * {@code redis.reads} says so, and those that the store keeps in memory, once it has called {@link
 * #track}. What this process has seen or written of a key it does not unsee: no copy is used that
 * may be older. Safe for use from any thread.
 */
final class KeyCopies {

  private final RedisNodes nodes;
  private final Topology topology;
  private final @Nullable ReplicaReads replicas;
  private volatile @Nullable Invalidations invalidations;

  KeyCopies(Vertx vertx, RedisNodes nodes, Topology topology) {
    this.nodes = nodes;
    this.topology = topology;
    this.replicas =
        nodes.config().reads() == Reads.REPLICA
            ? ReplicaReads.start((VertxInternal) vertx, nodes, topology)
            : null;
  }

  /** As {@link RedisCommands#track} has it. */
  void track(String prefix, Duration maxStaleness, LongSupplier nanoTime, ChangeListener listener) {
    invalidations = Invalidations.start(nodes, topology, prefix, maxStaleness, nanoTime, listener);
  }

  /** Names a replica that may be read for a key, null if the primary must be. */
  @Nullable RedisNode replica(String key) {
    return replicas == null ? null : replicas.choose(key);
  }

  /** Takes a replica that failed out of the choice until it answers again. */
  void distrust(String key, RedisNode replica) {
    if (replicas != null) {
      replicas.distrust(key, replica);
    }
  }

  /**
   * Says for how long the reply to a read counts that is about to be sent to a primary.
   *
   * @return null if it doesn't
   */
  @Nullable Freshness freshness(RedisNode primary, String key) {
    Invalidations known = invalidations;
    return known == null ? null : known.freshness(primary, key);
  }

  /** Keeps replicas from being read for a key until they have what the primary just said. */
  Future<Response> seen(String key, Future<Response> reply) {
    if (replicas != null) {
      replicas.note(key);
      reply.onComplete(r -> replicas.note(key));
    }
    return reply;
  }

  /**
   * Takes note that a write is about to be sent. What is known of the key no longer counts, since
   * who asks after that must see the write.
   */
  void beforeWrite(String key) {
    Invalidations known = invalidations;
    if (known != null) {
      known.changed(key);
    }
  }

  /**
   * Takes note that a write was sent. When it is answered, what is known of the key from before
   * that no longer counts either, since it may be older.
   */
  Future<Response> written(String key, Future<Response> reply) {
    Future<Response> noted = seen(key, reply);
    Invalidations known = invalidations;
    return known == null ? noted : noted.onComplete(r -> known.changed(key));
  }

  /** Hears of no more changes; completes when that is so, and never fails. */
  Future<Void> close() {
    Invalidations known = invalidations;
    return known == null ? Future.succeededFuture() : known.close();
  }
}
