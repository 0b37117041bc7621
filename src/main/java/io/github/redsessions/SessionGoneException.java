package io.github.redsessions;

/**
 * A session could not be saved because it is no longer there: it was destroyed, its id was rotated
 * away by another request, or it expired.
 *
 * <p>Nothing was written. The request that gets this holds the view of a session that has ended, so
 * the change must not be applied anywhere else: answer as for a client without a session. Retrying
 * can't succeed. The message names no id.
 */
public final class SessionGoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception without a stack trace, since it is an outcome and not a defect.
   *
   * @param message what was refused
   */
  public SessionGoneException(String message) {
    super(message, null, false, false);
  }
}
