package io.github.redsessions.store;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells which changes of sessions a piece of code starts, so that a response can wait for them.
 *
 * <p>A session handler saves from within a handler that returns nothing, so whoever must wait can't
 * be handed the future. Instead the store reports here what it sends to Redis on the thread that is
 * being watched: creations, saves, rotations and destructions, of every store. A touch, which only
 * moves the deadline of an unchanged session, is not a change.
 */
public final class StartedChanges {

  private static final ThreadLocal<@Nullable List<Future<Void>>> WATCHED = new ThreadLocal<>();

  private StartedChanges() {}

  /**
   * Runs code and tells when the changes are stored that it started before it returned.
   *
   * @param code runs on the caller's thread; what it throws, this throws
   * @return succeeds when all are stored, and is already complete if there are none; fails when the
   *     first of them does
   */
  public static Future<Void> of(Runnable code) {
    List<Future<Void>> outer = WATCHED.get();
    List<Future<Void>> changes = new ArrayList<>(2);
    WATCHED.set(changes);
    try {
      code.run();
    } finally {
      // The code of one response may send another one, which then has its own.
      // Set to nothing and not removed, or every request would make the entry anew.
      WATCHED.set(outer);
    }
    return switch (changes.size()) {
      case 0 -> Future.succeededFuture();
      case 1 -> changes.get(0);
      default -> Future.all(changes).mapEmpty();
    };
  }

  /** Reports a change, and returns it. */
  static Future<Void> report(Future<Void> change) {
    List<Future<Void>> changes = WATCHED.get();
    if (changes != null) {
      changes.add(change);
    }
    return change;
  }
}
