package io.github.redsessions.redis;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The wait before the next attempt: doubles up to a bound, with half of it left to chance so that a
 * fleet doesn't come back in step.
 */
final class Backoff {

  private final long firstMillis;
  private final long lastMillis;
  private long millis;

  /** Waits half of these to all of these, in milliseconds: at first, and at last. */
  Backoff(long firstMillis, long lastMillis) {
    this.firstMillis = firstMillis;
    this.lastMillis = lastMillis;
    this.millis = firstMillis;
  }

  /** Gives the next wait, in milliseconds. */
  long nextMillis() {
    long wait = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    millis = Math.min(millis * 2, lastMillis);
    return wait;
  }

  /** Tells whether an attempt has failed since the last success. */
  boolean hasBegun() {
    return millis > firstMillis;
  }

  /** Starts over, after a success. */
  void reset() {
    millis = firstMillis;
  }
}
