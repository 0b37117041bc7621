package io.github.redsessions.chaos.history;

import java.util.List;

/**
 * A guarantee that a history contradicts.
 *
 * @param rule the rule that found it
 * @param message what is wrong
 * @param operations those that contradict each other
 */
public record Violation(String rule, String message, List<Operation> operations) {

  static Violation of(Rule rule, String message, Operation... operations) {
    return new Violation(rule.getClass().getSimpleName(), message, List.of(operations));
  }
}
