package io.github.redsessions.chaos.history;

import java.util.ArrayList;
import java.util.List;

/** A session is that of the user who logged in with it. Row F2. */
final class Owners implements Rule {

  @Override
  public List<Violation> check(History history) {
    List<Violation> found = new ArrayList<>();
    for (Operation operation : history.operations()) {
      String user = operation.seen() == null ? null : operation.seen().get(Operation.USER);
      if (user != null && !user.equals(operation.user())) {
        found.add(Violation.of(this, "it was the session of " + user, operation));
      }
    }
    return found;
  }
}
