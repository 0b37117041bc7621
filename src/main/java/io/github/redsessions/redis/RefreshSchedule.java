package io.github.redsessions.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * When to look again: every second, at once when somebody suspects that something has changed, and
 * in short intervals for as long as that comes again and again. One look at a time.
 *
 * <p>All state is confined to the event loop of {@code context}; {@link #suspect} may be called
 * from any thread.
 */
final class RefreshSchedule {

  private static final long POLL_MILLIS = 1000;
  private static final long NO_TIMER = -1;

  private final ContextInternal context;
  private final Supplier<Future<Boolean>> refresh;
  private final Promise<Void> firstEnded;
  private final Backoff backoff = new Backoff(100, 250);
  private final AtomicBoolean suspicionOnItsWay = new AtomicBoolean();

  private boolean looking;
  private boolean suspected;
  private boolean closed;
  private long pausedUntil = System.nanoTime();
  private long timer = NO_TIMER;

  /**
   * A schedule that begins with {@link #start}.
   *
   * @param refresh looks; true if all is well or something has changed, false if the next look
   *     should come soon; never fails
   */
  RefreshSchedule(ContextInternal context, Supplier<Future<Boolean>> refresh) {
    this.context = context;
    this.refresh = refresh;
    this.firstEnded = context.promise();
  }

  /** Begins; completes when the first look has ended, whichever way. */
  Future<Void> start() {
    context.runOnContext(v -> look());
    return firstEnded.future();
  }

  /** Says that it may be time to look. */
  void suspect() {
    if (suspicionOnItsWay.compareAndSet(false, true)) {
      context.runOnContext(
          v -> {
            suspicionOnItsWay.set(false);
            if (!suspected) {
              suspected = true;
              next();
            }
          });
    }
  }

  /** Ends; completes when there is no timer left. */
  Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          closed = true;
          cancelTimer();
          firstEnded.tryComplete();
          done.complete();
        });
    return done.future();
  }

  private void look() {
    looking = true;
    boolean bySuspicion = suspected;
    suspected = false;
    refresh
        .get()
        .onComplete(
            (settled, e) -> {
              looking = false;
              firstEnded.tryComplete();
              boolean well = Boolean.TRUE.equals(settled);
              suspected |= !well;
              if (well && !bySuspicion) {
                backoff.reset();
              }
              pausedUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis());
              next();
            });
  }

  private void next() {
    if (looking || closed) {
      return;
    }
    cancelTimer();
    long pause = TimeUnit.NANOSECONDS.toMillis(pausedUntil - System.nanoTime());
    if (!suspected) {
      timer = context.setTimer(POLL_MILLIS, fired -> look());
    } else if (pause > 0) {
      timer = context.setTimer(pause, fired -> look());
    } else {
      look();
    }
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      context.owner().cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
