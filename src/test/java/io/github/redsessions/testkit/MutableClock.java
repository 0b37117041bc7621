package io.github.redsessions.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves only when told to. Safe for use by many threads. */
public final class MutableClock implements InstantSource {

  private final AtomicReference<Instant> now;

  /** Starts at the present time, in whole milliseconds, so that it agrees with Redis' own clock. */
  public MutableClock() {
    this(Instant.ofEpochMilli(System.currentTimeMillis()));
  }

  public MutableClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  public void advance(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }
}
