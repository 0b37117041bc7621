package io.github.redsessions.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how many different texts there were within the last minutes, and remembers none of
 * them: of each only one bit of a hash (linear counting). Within one percent up to 300,000 texts,
 * in 8 KiB for each minute. Safe for use from any thread.
 *
 * @see <a href="https://doi.org/10.1145/78922.78925">Whang et al.: A linear-time probabilistic
 *     counting algorithm</a>
 */
final class DistinctCount {

  private static final int MINUTES = 5;
  private static final long MINUTE_MS = 60_000;
  private static final int BITS = 1 << 16;

  private final AtomicReferenceArray<@Nullable Minute> minutes =
      new AtomicReferenceArray<>(MINUTES);

  private record Minute(long number, AtomicLongArray bits) {}

  void mark(long millis, String text) {
    int bit = mix(text.hashCode()) & (BITS - 1);
    AtomicLongArray bits = minute(millis / MINUTE_MS).bits;
    long mask = 1L << bit;
    // Read first: mostly it is there already, and then no other core has to know.
    if ((bits.get(bit >> 6) & mask) == 0) {
      bits.accumulateAndGet(bit >> 6, mask, (before, one) -> before | one);
    }
  }

  long estimate(long millis) {
    long last = millis / MINUTE_MS;
    int zeros = 0;
    for (int word = 0; word < BITS / 64; word++) {
      long any = 0;
      for (int i = 0; i < MINUTES; i++) {
        Minute minute = minutes.get(i);
        if (minute != null && minute.number > last - MINUTES && minute.number <= last) {
          any |= minute.bits.get(word);
        }
      }
      zeros += 64 - Long.bitCount(any);
    }
    // With no bit left there were more than can be told.
    return Math.round(-BITS * Math.log(Math.max(1, zeros) / (double) BITS));
  }

  private Minute minute(long number) {
    int slot = (int) Math.floorMod(number, (long) MINUTES);
    while (true) {
      Minute known = minutes.get(slot);
      // A clock that was set back counts into a later minute, until that is over.
      if (known != null && known.number >= number) {
        return known;
      }
      Minute next = new Minute(number, new AtomicLongArray(BITS / 64));
      if (minutes.compareAndSet(slot, known, next)) {
        return next;
      }
    }
  }

  /** Spreads all bits over the low ones: the finaliser of MurmurHash3. */
  private static int mix(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
