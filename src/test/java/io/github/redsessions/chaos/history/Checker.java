package io.github.redsessions.chaos.history;

import java.util.List;

/** All rules. */
public final class Checker {

  private static final int PRINTED = 8;

  private final List<Rule> rules;

  /** Takes what the fleet was configured to hold. */
  public Checker(Bounds bounds) {
    rules =
        List.of(
            new DeadIds(bounds),
            new Registers(),
            new Counters(),
            new Owners(),
            new LostSessions(bounds),
            new Deadlines(bounds),
            new Answers(bounds),
            new Caps(bounds),
            new Recovery(bounds));
  }

  /** Finds what contradicts a guarantee. */
  public List<Violation> check(History history) {
    return rules.stream().flatMap(rule -> rule.check(history).stream()).toList();
  }

  /** How many requests were served in a session that had been revoked, within what is allowed. */
  public static long lateRevocations(History history) {
    return DeadIds.late(history);
  }

  /** Prints the first violations, each with the operations around it. */
  public static String explain(History history, List<Violation> violations) {
    Excerpt excerpt = new Excerpt(history);
    StringBuilder text = new StringBuilder(violations.size() + " violations\n");
    violations.stream()
        .limit(PRINTED)
        .forEach(violation -> text.append(excerpt.of(violation)).append('\n'));
    return text.toString();
  }
}
