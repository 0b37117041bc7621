package io.github.redsessions;

import org.jspecify.annotations.Nullable;

/**
 * Redis did not do what was asked within its deadline: it is down, frozen, full, still loading, or
 * refuses the command.
 *
 * <p>Whether a write was applied is unknown, and asking again is safe: every write carries an id by
 * which its own earlier success is recognised. The futures of the session store fail with {@code
 * io.vertx.ext.web.handler.HttpException(503, cause)} whose cause is this exception, because only
 * that type sets the status under the stock {@code SessionHandler}. The message names no id, no
 * host and no credentials.
 */
public class SessionUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception without a stack trace, since under an outage there are thousands of them.
   *
   * @param message what failed
   * @param cause what the Redis client said, if anything
   */
  public SessionUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
