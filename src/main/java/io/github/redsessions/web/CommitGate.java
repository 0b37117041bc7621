package io.github.redsessions.web;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the operations of one response wait for the session's change.
 *
 * <p>A route may use several threads: what decides is behind this object's monitor, and no foreign
 * code runs inside it.
 */
final class CommitGate {

  /** The length of a body of which only the first part is there. */
  static final long UNKNOWN_LENGTH = -1;

  /** What the gate asks of its response. */
  interface Head {

    /**
     * Completes the head and starts to store the session's change.
     *
     * @param length how long the body is, or {@link #UNKNOWN_LENGTH}
     */
    Future<Void> finish(long length);

    /** Keeps the head as it is now, since from here on the route can't change it any more. */
    void freeze();

    /** Takes note that everything that was held has been carried out. */
    void released();

    /** Answers that the change could not be stored. */
    void refuse(Throwable cause);
  }

  private enum State {
    /** Nothing was asked for. */
    OPEN,
    /** The head is being completed. */
    FINISHING,
    /** The change is on its way, or what was held meanwhile is being carried out. */
    WAITING,
    /** There is nothing to wait for. */
    PASSING,
    /** The change could not be stored, or the response was reset. */
    DROPPING
  }

  private final ContextInternal context;
  private final Head head;
  private final Deque<HeldOperation<?>> held = new ArrayDeque<>(2);
  private volatile State state = State.OPEN;
  private volatile boolean ended;
  private long bytes;
  private @Nullable Throwable failure;

  CommitGate(ContextInternal context, Head head) {
    this.context = context;
    this.head = head;
  }

  /** Whether nothing was asked for that sends the head. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether operations are being held, so that the response answers in place of the real one. */
  boolean isHolding() {
    State now = state;
    return now == State.FINISHING || now == State.WAITING;
  }

  /** Whether the route has sent a head that is being held. */
  boolean isHeadHeld() {
    return state == State.WAITING;
  }

  boolean isDropping() {
    return state == State.DROPPING;
  }

  /** Whether the route has ended the response, as far as that was held or dropped. */
  boolean hasEnded() {
    return ended;
  }

  /** How many bytes of the body are or were held. */
  synchronized long bytes() {
    return bytes;
  }

  /**
   * Carries out an operation that sends the head, or follows one that does.
   *
   * @param size how many bytes of the body it sends
   * @param ends whether it is the last one
   */
  Future<Void> send(long size, boolean ends, Supplier<Future<Void>> operation) {
    boolean first;
    synchronized (this) {
      first = state == State.OPEN;
      if (state == State.DROPPING) {
        ended |= ends;
        return dropped();
      } else if (isHolding()) {
        refuseIfEnded();
        note(size, ends);
        return hold(operation);
      } else if (first) {
        state = State.FINISHING;
        note(size, ends);
      }
    }
    return first ? sendFirst(ends ? size : UNKNOWN_LENGTH, operation) : operation.get();
  }

  /** Carries out an operation that doesn't send the head, after those that are held. */
  <T> Future<T> follow(Supplier<Future<T>> operation) {
    synchronized (this) {
      if (state == State.DROPPING) {
        return dropped();
      } else if (isHolding()) {
        refuseIfEnded();
        return hold(operation);
      }
    }
    return operation.get();
  }

  /**
   * Has it answered that the change could not be stored, unless the route has begun an answer
   * meanwhile.
   */
  void refuse(Throwable cause) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.DROPPING;
    }
    ended = true;
    drop(cause, () -> head.refuse(cause));
  }

  /** Drops what is held and what comes later. */
  void drop(Throwable cause) {
    drop(cause, () -> {});
  }

  /**
   * Refuses a change of the body.
   *
   * @throws IllegalStateException if the route has ended a response that is being held
   */
  void refuseIfEnded() {
    if (ended && isHolding()) {
      throw new IllegalStateException("Response has already been written");
    }
  }

  /**
   * Refuses a change of the head.
   *
   * @throws IllegalStateException if the route has sent a head that is being held
   */
  void refuseIfHeadSent() {
    if (isHeadHeld()) {
      throw new IllegalStateException("Response head already sent");
    }
  }

  private Future<Void> sendFirst(long length, Supplier<Future<Void>> operation) {
    Future<Void> commit;
    try {
      commit = head.finish(length);
    } catch (RuntimeException | Error e) {
      reopen(e);
      throw e;
    }
    Promise<Void> promise;
    synchronized (this) {
      if (state == State.DROPPING) {
        return dropped();
      }
      if (commit.succeeded() && held.isEmpty()) {
        state = State.PASSING;
        promise = null;
      } else {
        state = State.WAITING;
        promise = context.promise();
        held.addFirst(new HeldOperation<>(operation, promise));
      }
    }
    if (promise == null) {
      return operation.get();
    }
    head.freeze();
    commit.onComplete(stored -> context.emit(stored, this::settle));
    return promise.future();
  }

  private void settle(AsyncResult<Void> stored) {
    if (state == State.DROPPING) {
      return;
    }
    if (stored.succeeded()) {
      release();
      head.released();
    } else {
      ended = true;
      drop(stored.cause(), () -> head.refuse(stored.cause()));
    }
  }

  private void drop(Throwable cause, Runnable answer) {
    List<HeldOperation<?>> dropped;
    synchronized (this) {
      state = State.DROPPING;
      failure = cause;
      dropped = new ArrayList<>(held);
      held.clear();
    }
    answer.run();
    dropped.forEach(operation -> operation.drop(cause));
  }

  private void release() {
    while (true) {
      HeldOperation<?> next;
      synchronized (this) {
        next = held.poll();
        if (next == null) {
          state = state == State.WAITING ? State.PASSING : state;
          return;
        }
      }
      next.run();
    }
  }

  private void reopen(Throwable e) {
    drop(e);
    synchronized (this) {
      state = State.OPEN;
      ended = false;
      bytes = 0;
    }
  }

  private void note(long size, boolean ends) {
    bytes += size;
    ended |= ends;
  }

  private <T> Future<T> hold(Supplier<Future<T>> operation) {
    Promise<T> promise = context.promise();
    held.add(new HeldOperation<>(operation, promise));
    return promise.future();
  }

  private <T> Future<T> dropped() {
    return context.failedFuture(failure);
  }
}
