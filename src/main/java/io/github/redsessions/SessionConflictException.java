package io.github.redsessions;

/**
 * A session was not saved because another request saved it since it was loaded, and {@code
 * session.concurrency} is {@code strict}.
 *
 * <p>Nothing was written. Load the session again, apply the change to what is there now, and put it
 * again. The message names no id.
 */
public final class SessionConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception without a stack trace, since it is an outcome and not a defect.
   *
   * @param message what was refused
   */
  public SessionConflictException(String message) {
    super(message, null, false, false);
  }
}
