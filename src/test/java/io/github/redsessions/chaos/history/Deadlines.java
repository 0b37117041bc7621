package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.List;

/**
 * No session outlives its deadlines: the idle one after its last use, the absolute one after its
 * last login. Sessions that a process with a wrong clock has seen are left out. Guarantee 7; rows
 * T1, T2.
 */
final class Deadlines implements Rule {

  private final Bounds bounds;

  Deadlines(Bounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public List<Violation> check(History history) {
    List<Violation> found = new ArrayList<>();
    history
        .bySession()
        .forEach(
            (session, operations) -> {
              if (bounds.brief().contains(operations.get(0).user())
                  && operations.stream().noneMatch(Operation::skewed)) {
                operations.forEach(use -> check(session, operations, use, found));
              }
            });
    return found;
  }

  private void check(
      int session, List<Operation> operations, Operation use, List<Violation> found) {
    if (use.session() != session || !use.isAccepted()) {
      return;
    }
    List<Operation> before =
        operations.stream()
            .filter(o -> o.isOther(use) && o.begin() < use.begin())
            .filter(o -> o.outcome() != Outcome.REFUSED)
            .toList();
    if (before.isEmpty() || before.stream().anyMatch(Operation::isOpen)) {
      return;
    }
    Operation last = latest(before);
    if (use.begin() - last.end() > bounds.idle().plus(bounds.slack()).toNanos()) {
      found.add(Violation.of(this, "a session was used after its idle deadline", last, use));
    }
    List<Operation> logins = before.stream().filter(o -> o.kind() == Kind.LOGIN).toList();
    if (!logins.isEmpty()
        && use.begin() - latest(logins).end() > bounds.absolute().plus(bounds.slack()).toNanos()) {
      found.add(
          Violation.of(
              this, "a session was used after its absolute deadline", latest(logins), use));
    }
  }

  private static Operation latest(List<Operation> operations) {
    return operations.stream()
        .reduce((one, other) -> other.end() >= one.end() ? other : one)
        .orElseThrow();
  }
}
