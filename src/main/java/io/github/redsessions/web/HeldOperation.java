package io.github.redsessions.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * Something that a route asked of its response and that waits for the session.
 *
 * @param operation what is to be done
 * @param promise what the route was given
 */
record HeldOperation<T>(Supplier<Future<T>> operation, Promise<T> promise) {

  void run() {
    try {
      operation.get().onComplete(promise);
    } catch (RuntimeException e) {
      // The route's call has returned long ago, so its future has to say it.
      promise.fail(e);
    }
  }

  void drop(Throwable cause) {
    promise.fail(cause);
  }
}
