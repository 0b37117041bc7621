package io.github.redsessions.store;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log how far a visit of all sessions is, for whoever waits for one of a million: a
 * line every few seconds, and one at the end of a visit that took as long. Used by one visit, page
 * after page.
 */
final class ScanProgress {

  static final long EVERY_SECONDS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(RedisSessionStore.class);

  private final String what;
  private final LongSupplier nanoTime;
  private final long begin;
  private long said;

  /**
   * Begins.
   *
   * @param what is being done, such as {@code clear()}
   */
  ScanProgress(String what, LongSupplier nanoTime) {
    this.what = what;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
    this.said = begin;
  }

  /** Is told after each page how many sessions there were so far. */
  void at(int count) {
    long now = nanoTime.getAsLong();
    if (now - said >= TimeUnit.SECONDS.toNanos(EVERY_SECONDS)) {
      said = now;
      LOG.info("{}: {} sessions so far, {} s", what, count, seconds(now));
    }
  }

  /** Is told at the end. */
  void ended(int count) {
    if (said != begin) {
      LOG.info("{}: done, {} sessions, {} s", what, count, seconds(nanoTime.getAsLong()));
    }
  }

  private long seconds(long now) {
    return TimeUnit.NANOSECONDS.toSeconds(now - begin);
  }
}
