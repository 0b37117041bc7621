package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * No user has more sessions than he may for longer than it takes to notice: the one that was logged
 * in first ends with the login that is one too many, and if the index was lost, when it is whole
 * again. Row L11.
 */
final class Caps implements Rule {

  private final Bounds bounds;

  Caps(Bounds bounds) {
    this.bounds = bounds;
  }

  /** From when until when a session was surely there, and the uses that show it. */
  private record Life(long from, long until, Operation lastUse) {}

  @Override
  public List<Violation> check(History history) {
    Map<String, List<Life>> lives = new LinkedHashMap<>();
    history
        .bySession()
        .forEach(
            (session, operations) -> {
              Life life = life(session, operations);
              if (life != null) {
                String user = life.lastUse.user();
                lives.computeIfAbsent(user, u -> new ArrayList<>()).add(life);
              }
            });
    List<Violation> found = new ArrayList<>();
    lives.forEach((user, all) -> check(user, all, found));
    return found;
  }

  private void check(String user, List<Life> lives, List<Violation> found) {
    long notice = bounds.revocation().multipliedBy(2).plus(bounds.slack()).toNanos();
    for (Life life : lives) {
      List<Operation> alive =
          lives.stream()
              .filter(other -> other.from + notice < life.until && other.until >= life.until)
              .map(Life::lastUse)
              .toList();
      if (alive.size() > bounds.maxPerUser()) {
        String message = user + " has " + alive.size() + " sessions";
        found.add(Violation.of(this, message, alive.toArray(Operation[]::new)));
        return;
      }
    }
  }

  private static Life life(int session, List<Operation> operations) {
    Operation birth = null;
    Operation lastUse = null;
    for (Operation operation : operations) {
      if (operation.isOk() && operation.newSession() == session) {
        birth = birth == null || operation.end() < birth.end() ? operation : birth;
      }
      if (operation.session() == session && operation.isAccepted()) {
        lastUse = operation;
      }
    }
    return birth == null || lastUse == null
        ? null
        : new Life(birth.end(), lastUse.begin(), lastUse);
  }
}
