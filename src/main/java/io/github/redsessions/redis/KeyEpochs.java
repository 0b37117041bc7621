package io.github.redsessions.redis;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts how often a key may have changed: what was read before the count went up no longer counts.
 *
 * <p>Keys share counters by their hash, so that there are as many counters for ten sessions as for
 * ten million; a key that shares one with a changed key is read once more than it had to be. Safe
 * for use from any thread, without locks.
 */
final class KeyEpochs {

  private static final int COUNTERS = 1 << 16;

  private final AtomicIntegerArray counters = new AtomicIntegerArray(COUNTERS);

  /** Names the counter of a key. */
  static int counterOf(String key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (COUNTERS - 1);
  }

  /** Reads a counter. */
  int at(int counter) {
    return counters.get(counter);
  }

  /** Takes note that a key may have changed. */
  void changed(String key) {
    counters.getAndIncrement(counterOf(key));
  }
}
