package io.github.redsessions.redis;

import io.github.redsessions.redis.PrimaryLookup.Found;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks who is the primary: every second, at once when somebody suspects that it has changed, and
 * in short intervals for as long as that is open.
 *
 * <p>One look-up at a time counts. All state is confined to the event loop of {@code context}.
 */
final class PrimaryWatch implements PrimaryLookup.Watch {

  private static final long POLL_MILLIS = 1000;
  private static final long NO_TIMER = -1;

  private final ContextInternal context;
  private final PrimaryLookup lookup;
  private final Listener listener;
  private final Backoff backoff = new Backoff(100, 250);
  private final Promise<Void> firstEnded;

  private int latest;
  private boolean looking;
  private boolean suspected;
  private boolean pausing;
  private boolean closed;
  private long timer = NO_TIMER;

  PrimaryWatch(
      ContextInternal context,
      Function<PrimaryLookup.Watch, PrimaryLookup> lookup,
      Listener listener) {
    this.context = context;
    this.lookup = lookup.apply(this);
    this.listener = listener;
    this.firstEnded = context.promise();
  }

  /** Is told what was found. */
  interface Listener {

    /** Who is the primary so far, null if nobody is known. */
    @Nullable URI current();

    /** Takes over what was found; true if that is another primary than before. */
    boolean found(Found found);
  }

  /** Begins; completes when the first look-up has ended, whichever way. */
  Future<Void> start() {
    context.runOnContext(v -> look());
    return firstEnded.future();
  }

  /** Ends; completes when there is no timer left and no look-up counts any more. */
  Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          closed = true;
          cancelTimer();
          lookup.close();
          firstEnded.tryComplete();
          done.complete();
        });
    return done.future();
  }

  @Override
  public void changed() {
    look();
  }

  @Override
  public void suspect() {
    suspected = true;
    if (!looking && !pausing) {
      look();
    }
  }

  private void look() {
    if (closed) {
      return;
    }
    cancelTimer();
    looking = true;
    pausing = false;
    boolean bySuspicion = suspected;
    suspected = false;
    int number = ++latest;
    lookup
        .find(listener.current())
        // Whatever comes, the watch goes on.
        .recover(e -> Future.succeededFuture(Found.nobody(Reason.of(e))))
        .onSuccess(
            found -> {
              if (number == latest && !closed) {
                ended(found, bySuspicion);
              }
            });
  }

  private void ended(Found found, boolean bySuspicion) {
    looking = false;
    boolean changed = listener.found(found);
    firstEnded.tryComplete();
    if (changed) {
      // Who suspected meant the other one.
      suspected = false;
    }
    pausing = found.primary() == null || suspected || (bySuspicion && !changed);
    if (!pausing) {
      backoff.reset();
    }
    timer = context.setTimer(pausing ? backoff.nextMillis() : POLL_MILLIS, fired -> look());
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      context.owner().cancelTimer(timer);
      timer = NO_TIMER;
    }
  }
}
