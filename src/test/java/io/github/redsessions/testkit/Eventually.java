package io.github.redsessions.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The one way in which tests wait for something that nothing announces. */
public final class Eventually {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Eventually() {}

  /** An assertion that may fail for a while. */
  @FunctionalInterface
  public interface Check {
    void run() throws Exception;
  }

  /**
   * Repeats an assertion until it holds.
   *
   * @throws AssertionError the last failure, when the bound has passed
   */
  public static void eventually(Duration bound, Check check) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (true) {
      Throwable failure = failureOf(check);
      if (failure == null) {
        return;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError("not so within " + bound + ": " + failure.getMessage(), failure);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static Throwable failureOf(Check check) {
    try {
      check.run();
      return null;
    } catch (Exception | AssertionError e) {
      return e;
    }
  }
}
