package io.github.redsessions.web;

import io.github.redsessions.testkit.MutableClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that does something the next time that it is asked: between the moment at which a session
 * was read and what comes next, since its deadlines are checked then.
 */
final class HookedClock implements InstantSource {

  private final MutableClock clock;
  private final AtomicReference<Runnable> hook = new AtomicReference<>();

  HookedClock(MutableClock clock) {
    this.clock = clock;
  }

  void whenAsked(Runnable action) {
    hook.set(action);
  }

  @Override
  public Instant instant() {
    Runnable action = hook.getAndSet(null);
    if (action != null) {
      action.run();
    }
    return clock.instant();
  }
}
