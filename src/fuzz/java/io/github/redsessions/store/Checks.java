package io.github.redsessions.store;

import java.util.List;
import java.util.function.Supplier;

/** What the targets hold their subject to. Not an assertion, which a JVM may leave out. */
final class Checks {

  /** Shorter texts are in many a message by chance. */
  private static final int TELLING = 24;

  private Checks() {}

  static void that(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise.get());
    }
  }

  /** A failure that is logged says nothing of the value, nor do its causes. */
  static void isSilent(Throwable failure, String value) {
    isSilent(failure, value, List.of());
  }

  /**
   * A failure that is logged says nothing of the value, nor do its causes.
   *
   * @param others may be shown, as the name of an attribute is, whatever of the value they repeat
   */
  static void isSilent(Throwable failure, String value, List<String> others) {
    if (value.length() < TELLING) {
      return;
    }
    String start = value.substring(0, TELLING);
    if (others.stream().anyMatch(other -> other.contains(start))) {
      return;
    }
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage());
      that(!message.contains(start), () -> "the failure shows the value: " + message);
    }
  }
}
