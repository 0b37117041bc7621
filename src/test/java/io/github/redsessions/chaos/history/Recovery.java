package io.github.redsessions.chaos.history;

import java.util.List;

/**
 * When the last fault is mended, nothing fails any more after a bounded time. Guarantee 8; row D2.
 */
final class Recovery implements Rule {

  private final Bounds bounds;

  Recovery(Bounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public List<Violation> check(History history) {
    long end = history.mended() + bounds.recovery().toNanos();
    return history.operations().stream()
        .filter(operation -> operation.isOpen() && operation.end() > end)
        .map(operation -> Violation.of(this, "it failed after everything was mended", operation))
        .limit(1)
        .toList();
  }
}
