package io.github.redsessions.redis;

import java.time.Duration;

/**
 * Since when a shard serves nobody. Only in the beginning, while a failover may end it, is waiting
 * of any use: once it has lasted for the retry budget, requests fail at once instead of piling up.
 *
 * <p>Reads and writes are told apart, since a server may refuse the ones and serve the others for
 * hours: full, read-only, or short of replicas. Safe for use from any thread.
 */
final class Outage {

  private final Span reads = new Span();
  private final Span writes = new Span();

  Span reads() {
    return reads;
  }

  Span writes() {
    return writes;
  }

  /** The outage of one kind of commands. */
  static final class Span {

    private static final long NONE = 0;

    private volatile long since = NONE;

    /** Notes that the shard did not serve. */
    void begin() {
      if (since == NONE) {
        // 0 stands for none, and may be what nanoTime gives.
        since = System.nanoTime() | 1;
      }
    }

    /** Notes that it served. */
    void end() {
      if (since != NONE) {
        since = NONE;
      }
    }

    boolean isOngoing() {
      return since != NONE;
    }

    boolean isOlderThan(Duration age) {
      long began = since;
      return began != NONE && System.nanoTime() - began > age.toNanos();
    }
  }
}
