package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Every answer is one of those that there may be, and none is later than its budget, unless the
 * process that was asked was away. Guarantee 8; rows D1, D2.
 */
final class Answers implements Rule {

  private final Bounds bounds;

  Answers(Bounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public List<Violation> check(History history) {
    List<Violation> found = new ArrayList<>();
    for (Operation operation : history.operations()) {
      if (operation.outcome() == Outcome.UNEXPECTED) {
        found.add(Violation.of(this, "an answer that there must not be", operation));
      }
      if (operation.end() - operation.begin() > budget(operation)
          && history.faults().stream().noneMatch(fault -> fault.silences(operation))) {
        found.add(Violation.of(this, "an answer after its budget", operation));
      }
    }
    return found;
  }

  private long budget(Operation operation) {
    return bounds.step().multipliedBy(operation.kind().steps()).plus(bounds.slack()).toNanos();
  }
}
