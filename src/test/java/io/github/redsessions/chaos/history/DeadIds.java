package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No id is accepted by a request that began after its end was acknowledged: by a logout, a rotation
 * or a revocation. Guarantees 1 and 4; rows F1, F3, F5, L1, L7.
 */
final class DeadIds implements Rule {

  private final Bounds bounds;

  DeadIds(Bounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public List<Violation> check(History history) {
    List<Violation> found = new ArrayList<>();
    history
        .bySession()
        .forEach((session, operations) -> check(history, session, operations, found));
    return found;
  }

  private void check(
      History history, int session, List<Operation> operations, List<Violation> found) {
    Map<Integer, Operation> replaced = new HashMap<>();
    Operation logout = null;
    for (Operation operation : operations) {
      if (operation.isOk() && operation.session() == session) {
        if (operation.kind() == Kind.LOGOUT) {
          logout = earlier(logout, operation);
        } else if (operation.newSession() == session) {
          replaced.merge(operation.id(), operation, DeadIds::earlier);
        }
      }
    }
    for (Operation use : operations) {
      if (use.session() != session || !use.isAccepted()) {
        continue;
      }
      if (isAfter(use, logout)) {
        found.add(Violation.of(this, "a session was used after its logout", logout, use));
      }
      Operation rotation = replaced.get(use.id());
      if (isAfter(use, rotation)) {
        found.add(Violation.of(this, "an id was used after it was replaced", rotation, use));
      }
      Operation revocation = revocationBefore(history, operations, use);
      if (revocation != null) {
        found.add(Violation.of(this, "a session was used after its revocation", revocation, use));
      }
    }
  }

  /** A revocation after which the session that is used must be over. */
  private Operation revocationBefore(History history, List<Operation> operations, Operation use) {
    for (Operation end : history.revocations(use.user())) {
      if (end.end() + bounds.revocation().plus(bounds.slack()).toNanos() < use.begin()
          && ends(end, operations, use)) {
        return end;
      }
    }
    return null;
  }

  /** How many sessions outlived a revocation for as long as they may. */
  static long late(History history) {
    return history.operations().stream()
        .filter(Operation::isAccepted)
        .filter(
            use ->
                history.revocations(use.user()).stream()
                    .anyMatch(
                        end ->
                            end.end() < use.begin()
                                && ends(end, history.ofSession(use.session()), use)))
        .count();
  }

  private static boolean ends(Operation end, List<Operation> operations, Operation use) {
    // A login at the same time may have come after it, and a later one in the same session too.
    return end.isOk()
        && end.revokes(use.session())
        && operations.stream()
            .filter(login -> login.kind() == Kind.LOGIN && login.mayHaveHappened())
            .filter(login -> login.isOther(use) && login.begin() < use.end())
            .allMatch(login -> login.latest() < end.begin());
  }

  private static Operation earlier(Operation one, Operation other) {
    return one == null || other.end() < one.end() ? other : one;
  }

  private static boolean isAfter(Operation use, Operation end) {
    return end != null && end.isOther(use) && end.end() < use.begin();
  }
}
