package io.github.redsessions.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When this process last wrote a key, or read it from the primary, for as long as a replica may be
 * behind that. Bounded in time and in number. Safe for use from any thread.
 */
final class RecentWrites {

  /** More keys than this in one period, and every key counts as just written. */
  static final int MAX_KEYS = 100_000;

  private final long periodNanos;
  private volatile Period current;

  /**
   * @param periodNanos for how long a write is remembered at least
   */
  RecentWrites(long periodNanos, long now) {
    this.periodNanos = periodNanos;
    this.current = new Period(now, null);
  }

  /** The keys of one period, and of the one before. */
  private static final class Period {
    final long begin;
    final Map<String, Long> moments = new ConcurrentHashMap<>();
    volatile @Nullable Period before;

    Period(long begin, @Nullable Period before) {
      this.begin = begin;
      this.before = before;
    }

    long momentOf(String key, long now) {
      return moments.size() >= MAX_KEYS ? now : moments.getOrDefault(key, ReplicaLag.NEVER);
    }
  }

  void note(String key, long now) {
    Map<String, Long> moments = periodAt(now).moments;
    if (moments.size() < MAX_KEYS) {
      moments.merge(key, now, Math::max);
    }
  }

  /** Gives the moment after which a replica must have caught up to be read for this key. */
  long momentOf(String key, long now) {
    Period period = periodAt(now);
    Period before = period.before;
    long moment = period.momentOf(key, now);
    return before == null ? moment : Math.max(moment, before.momentOf(key, now));
  }

  private Period periodAt(long now) {
    Period period = current;
    return now - period.begin > periodNanos ? next(now) : period;
  }

  private synchronized Period next(long now) {
    Period last = current;
    if (now - last.begin > periodNanos) {
      last.before = null;
      current = new Period(now, last);
    }
    return current;
  }
}
