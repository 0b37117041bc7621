package io.github.redsessions.redis;

import java.util.ArrayDeque;

/**
 * Turns offsets into time: a replica that has applied what the primary had written by a moment has
 * caught up to that moment. Confined to one event loop.
 */
final class ReplicaLag {

  /** Older than any moment that {@link System#nanoTime()} gives within the life of a process. */
  static final long NEVER = Long.MIN_VALUE / 2;

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private final long keepNanos;
  private String history = "";

  /**
   * @param keepNanos a replica that is further behind need not be told apart from one that never
   *     answers
   */
  ReplicaLag(long keepNanos) {
    this.keepNanos = keepNanos;
  }

  private record Sample(long moment, long offset) {}

  /**
   * Notes how far the primary is.
   *
   * @param moment when it was asked: what was written before that moment is part of the offset
   */
  void primaryIs(ReplicationInfo info, long moment) {
    if (!info.history().equals(history)) {
      // Offsets of two streams can't be compared.
      samples.clear();
      history = info.history();
    }
    samples.addLast(new Sample(moment, info.offset()));
    while (moment - samples.getFirst().moment() > keepNanos) {
      samples.removeFirst();
    }
  }

  /** Gives the last moment to which a replica has surely caught up, or {@link #NEVER}. */
  long caughtUpTo(ReplicationInfo info) {
    if (info.primary() || !info.linked() || !info.history().equals(history)) {
      return NEVER;
    }
    long moment = NEVER;
    for (Sample sample : samples) {
      if (sample.offset() > info.offset()) {
        break;
      }
      moment = sample.moment();
    }
    return moment;
  }
}
