package io.github.redsessions.config;

import java.util.List;

/**
 * The configuration can't be used. Carries every problem found, not only the first, each with the
 * full path of its key, what was found and what is allowed.
 *
 * <p>The message is written for the operator who starts the service and shows one problem a line.
 * It holds no secret: values of secret keys and URLs are never quoted. There is no stack trace,
 * since the fault is in a file and not in the code. Immutable and safe for use by many threads.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String[] problems;

  /**
   * Creates the exception.
   *
   * @param problems one line each, without secrets; at least one
   */
  public ConfigException(List<String> problems) {
    super(message(problems), null, false, false);
    this.problems = problems.toArray(String[]::new);
  }

  /**
   * Lists the problems in the order in which the keys are read.
   *
   * @return one text a problem, unmodifiable, never empty
   */
  public List<String> problems() {
    return List.of(problems);
  }

  private static String message(List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("problems: found none, allowed one or more");
    }
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return "The configuration has " + count + ":\n  " + String.join("\n  ", problems);
  }
}
