package io.github.redsessions.login;

/**
 * A new password may not be chosen. The message says why and what is allowed, is meant for who
 * chose it, and doesn't quote it.
 */
public final class PasswordRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception, without a stack trace: nothing is wrong with the program.
   *
   * @param message what was found and what is allowed
   */
  public PasswordRefusedException(String message) {
    super(message, null, false, false);
  }
}
