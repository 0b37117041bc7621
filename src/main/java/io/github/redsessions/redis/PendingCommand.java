package io.github.redsessions.redis;

import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that waits for its reply. Confined to the event loop of its link. */
final class PendingCommand {

  private final Request request;
  private final boolean asking;
  private final Promise<Response> promise;

  /** Who asked for the same before it left, null for nobody. */
  private @Nullable List<Promise<Response>> others;

  private final Duration timeout;
  private long deadline;
  private boolean sent;
  private boolean done;

  PendingCommand(Request request, boolean asking, Promise<Response> promise, Duration timeout) {
    this.request = request;
    this.asking = asking;
    this.promise = promise;
    this.timeout = timeout;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  Request request() {
    return request;
  }

  /** True if ASKING goes before it, on the same connection with nothing in between. */
  boolean isAsking() {
    return asking;
  }

  /**
   * Starts the deadline anew when the command leaves for the first time: until then it was the
   * event loop that was busy, and not the server that was slow.
   */
  void sentAt(long now) {
    if (!sent) {
      sent = true;
      deadline = now + timeout.toNanos();
    }
  }

  /** True if the server may have it, and it matters when it is carried out. */
  boolean isSentWrite() {
    return sent && !done && Requests.isWrite(request);
  }

  /** How long until the deadline, in ns; not positive when it has passed. */
  long remainingNanos() {
    return deadline - System.nanoTime();
  }

  boolean isDone() {
    return done;
  }

  /** Lets another one wait for the reply too, while the command has not left yet. */
  void join(Promise<Response> other) {
    if (others == null) {
      others = new ArrayList<>(2);
    }
    others.add(other);
  }

  /** Answers, unless it was answered before: a reply may come after the deadline, or twice. */
  void complete(Response reply) {
    if (!done) {
      done = true;
      promise.complete(reply);
      if (others != null) {
        others.forEach(other -> other.complete(reply));
      }
    }
  }

  /** Fails, unless it was answered before. */
  void fail(Throwable e) {
    if (!done) {
      done = true;
      promise.fail(e);
      if (others != null) {
        others.forEach(other -> other.fail(e));
      }
    }
  }
}
