package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A counter under {@code strict} is the number of the increments that were acknowledged, and at
 * most that of those without an answer more; no two are told the same count. Guarantee 2.
 */
final class Counters implements Rule {

  @Override
  public List<Violation> check(History history) {
    List<Violation> found = new ArrayList<>();
    history.bySession().forEach((session, operations) -> check(session, operations, found));
    return found;
  }

  private void check(int session, List<Operation> operations, List<Violation> found) {
    List<Operation> own = operations.stream().filter(o -> o.session() == session).toList();
    List<Operation> increments =
        own.stream().filter(o -> o.kind() == Kind.INCREMENT && o.mayHaveHappened()).toList();
    Map<String, Operation> counts = new HashMap<>();
    for (Operation increment : increments) {
      Operation twin = increment.isOk() ? counts.put(increment.value(), increment) : null;
      if (twin != null) {
        found.add(Violation.of(this, "two increments made it the same", twin, increment));
      }
    }
    for (Operation read : own) {
      if (read.seen() == null) {
        continue;
      }
      long n = Long.parseLong(read.seen().getOrDefault(Operation.COUNTER, "0"));
      List<Operation> done =
          increments.stream().filter(i -> i.isOk() && i.end() < read.begin()).toList();
      long most =
          increments.stream().filter(i -> i.isOther(read) && i.begin() < read.end()).count();
      if (n < done.size()) {
        Operation last = done.get(done.size() - 1);
        String message = done.size() + " increments were acknowledged, and it is " + n;
        found.add(Violation.of(this, message, last, read));
      } else if (n > most) {
        String message = "there were " + most + " increments at most, and it is " + n;
        found.add(Violation.of(this, message, read));
      }
    }
  }
}
