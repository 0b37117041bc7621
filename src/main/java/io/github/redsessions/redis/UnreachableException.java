package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.CommandFailure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * No connection can be opened. It says why in a word and not by its cause, whose text names hosts
 * and whose stack trace would be in the log for every request of an outage.
 */
final class UnreachableException extends SessionUnavailableException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final @Nullable String error;

  /**
   * Creates the exception.
   *
   * @param last what came of the last attempt; null if none has ended
   */
  UnreachableException(@Nullable CommandFailure last) {
    super("Redis can't be reached", null);
    this.reason = last == null ? Reason.UNAVAILABLE : last.reason();
    this.error = last == null ? null : last.error();
  }

  CommandFailure failure(String key) {
    return new CommandFailure(key, reason, error);
  }
}
