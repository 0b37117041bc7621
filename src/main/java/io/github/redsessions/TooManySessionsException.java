package io.github.redsessions;

/**
 * A login was refused because the user has {@code session.maxPerUser} sessions and {@code
 * session.whenFull} is {@code reject}.
 *
 * <p>Nothing was written: the session that the request came with is as it was. Answer with 409 and
 * let the user end another session first; retrying can't succeed before one has ended. The message
 * names no user and no id. Source: OWASP ASVS 5.0 7.1.2, row L11.
 */
public final class TooManySessionsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception without a stack trace, since it is an outcome and not a defect.
   *
   * @param max how many sessions a user may have
   */
  public TooManySessionsException(int max) {
    super(
        "The user has " + max + " sessions; allowed are " + max + " (session.maxPerUser)",
        null,
        false,
        false);
  }
}
