package io.github.redsessions.store;

import io.vertx.core.Future;

/** Stands for a store that has begun to store something, where there is none. */
public final class ReportedChange {

  private ReportedChange() {}

  /** Reports a change as a store does that has sent it to Redis. */
  public static void report(Future<Void> change) {
    StartedChanges.report(change);
  }
}
