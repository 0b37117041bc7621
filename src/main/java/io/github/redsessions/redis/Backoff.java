package io.github.redsessions.redis;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The wait before the next attempt to connect: doubles from 25 ms to 500 ms, with half of it left
 * to chance so that a fleet doesn't come back in step.
 */
final class Backoff {

  private static final long FIRST_MILLIS = 25;
  private static final long LAST_MILLIS = 500;

  private long millis = FIRST_MILLIS;

  /** Gives the next wait, in milliseconds. */
  long nextMillis() {
    long wait = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    millis = Math.min(millis * 2, LAST_MILLIS);
    return wait;
  }

  /** Tells whether an attempt has failed since the last success. */
  boolean hasBegun() {
    return millis > FIRST_MILLIS;
  }

  /** Starts over, after a success. */
  void reset() {
    millis = FIRST_MILLIS;
  }
}
