package io.github.redsessions.testkit;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for Vert.x futures from the test's thread, for at most ten seconds. */
public final class Futures {

  private static final long BOUND_SECONDS = 10;

  private Futures() {}

  /**
   * Waits for the value of a future.
   *
   * @throws AssertionError when it fails, with that failure as the cause, or is not completed in
   *     time
   */
  public static <T> T await(Future<T> future) {
    complete(future);
    if (future.failed()) {
      throw new AssertionError("the future failed: " + future.cause(), future.cause());
    }
    return future.result();
  }

  /**
   * Waits for the failure of a future.
   *
   * @throws AssertionError when it succeeds or is not completed in time
   */
  public static Throwable failureOf(Future<?> future) {
    complete(future);
    if (future.succeeded()) {
      throw new AssertionError("the future succeeded with " + future.result());
    }
    return future.cause();
  }

  /** Runs a test on a context, where all that it causes is done at once, and waits for its end. */
  public static void onContext(Context context, Runnable test) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          try {
            test.run();
            done.complete();
          } catch (RuntimeException | AssertionError e) {
            done.fail(e);
          }
        });
    await(done.future());
  }

  private static void complete(Future<?> future) {
    CountDownLatch done = new CountDownLatch(1);
    future.onComplete(result -> done.countDown());
    try {
      if (!done.await(BOUND_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the future is not completed after " + BOUND_SECONDS + " s");
      }
      if (future.failed()) {
        LeakWatch.look("the failure of a future", future.cause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a future", e);
    }
  }
}
