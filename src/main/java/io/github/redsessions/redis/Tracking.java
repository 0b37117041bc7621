package io.github.redsessions.redis;

import java.util.function.LongSupplier;

/**
 * A span of time in which a primary tells of every change of its keys: from CLIENT TRACKING on, for
 * as long as its connection lasts, the server is the primary, and no slot moves.
 *
 * <p>It counts for a bounded time after the last proof: a question that was sent at a moment and
 * answered over the same connection shows that all that had changed before that moment was told
 * before, since Redis puts what it has to tell into the connection before it answers who changed
 * something. Safe for use from any thread; {@link #prove} and {@link #end} are called on one event
 * loop.
 */
final class Tracking {

  private final Topology topology;
  private final Object layout;
  private final Shard shard;
  private final RedisNode node;
  private final LongSupplier nanoTime;
  private final long maxStalenessNanos;
  private volatile long provenAt;
  private volatile boolean ended;

  Tracking(
      Topology topology,
      Shard shard,
      RedisNode node,
      LongSupplier nanoTime,
      long maxStalenessNanos,
      long provenAt) {
    this.topology = topology;
    this.layout = topology.layout();
    this.shard = shard;
    this.node = node;
    this.nanoTime = nanoTime;
    this.maxStalenessNanos = maxStalenessNanos;
    this.provenAt = provenAt;
  }

  /** Takes note that all changes of before a moment were told. */
  void prove(long moment) {
    provenAt = moment;
  }

  /** Ends it, for good: what was read in it no longer counts. */
  void end() {
    ended = true;
  }

  long provenAt() {
    return provenAt;
  }

  /** Tells whether the same server still has the same keys, as far as this process knows. */
  boolean isOfNow(Shard now) {
    return shard == now && shard.primary() == node && topology.layout() == layout;
  }

  /** Tells whether what was read in it may be used, unless its key was changed. */
  boolean isCurrent() {
    return !ended && nanoTime.getAsLong() - provenAt <= maxStalenessNanos && isOfNow(shard);
  }
}
