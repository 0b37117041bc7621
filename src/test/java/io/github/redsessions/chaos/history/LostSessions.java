package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No session is lost: an id that was acknowledged is accepted until something ends it. A client
 * whose logout, rotation, login or revocation got no answer may find its session ended, and so may
 * one of a user who has, or may have, too many. Rows F9, D6, D7.
 */
final class LostSessions implements Rule {

  private final Bounds bounds;

  LostSessions(Bounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public List<Violation> check(History history) {
    List<Violation> found = new ArrayList<>();
    Map<Integer, Operation> announced = new HashMap<>();
    history.operations().stream()
        .filter(operation -> operation.isOk() && operation.newId() != 0)
        .forEach(operation -> announced.put(operation.newId(), operation));
    for (Operation use : history.operations()) {
      Operation announcement = announced.get(use.id());
      if (announcement != null && isTurnedAway(use) && !isExplained(history, use)) {
        found.add(Violation.of(this, "a session was lost", announcement, use));
      }
    }
    return found;
  }

  private static boolean isTurnedAway(Operation use) {
    return use.kind() == Kind.LOGIN
        ? use.isOk() && use.session() != 0 && use.newSession() != use.session()
        : use.outcome() == Outcome.REFUSED;
  }

  private boolean isExplained(History history, Operation use) {
    if (bounds.brief().contains(use.user())) {
      return true;
    }
    boolean ownReason =
        history.ofSession(use.session()).stream()
            .filter(other -> other.isOther(use) && other.begin() < use.end())
            .anyMatch(other -> mayEnd(other, use));
    return ownReason
        || history.revocations(use.user()).stream()
            .filter(other -> other.isOther(use) && other.begin() < use.end())
            .anyMatch(other -> other.revokes(use.session()))
        || mayBeAlive(history, use) > bounds.maxPerUser();
  }

  /** How many sessions the user may have had: a login without an answer may have begun one. */
  private static long mayBeAlive(History history, Operation use) {
    return history.logins(use.user()).stream()
        .filter(login -> login.begin() < use.end())
        .filter(login -> login.isOpen() || !isOver(history, login.newSession(), use))
        .count();
  }

  private static boolean isOver(History history, int session, Operation use) {
    return history.ofSession(session).stream()
        .filter(other -> other.session() == session && other.end() < use.begin())
        .anyMatch(other -> other.isOk() && other.kind() == Kind.LOGOUT);
  }

  private static boolean mayEnd(Operation other, Operation use) {
    if (other.session() != use.session() || !other.mayHaveHappened()) {
      return false;
    }
    return other.kind() == Kind.LOGOUT
        // What fails for want of replicas is undone, session and all.
        || (other.isOpen() && other.kind().rotates())
        // The end of an elevation gives a new id to whatever request comes next.
        || (other.isOpen() && other.id() == use.id())
        || (other.newId() != 0 && other.id() == use.id());
  }
}
