package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;

/** Redis answered a command with an error, and will do so again. */
final class RefusedException extends SessionUnavailableException {

  private static final long serialVersionUID = 1L;

  private final String kind;

  /**
   * Creates the exception.
   *
   * @param what the command or script
   * @param kind the first word of the error, such as {@code NOPERM}; the rest may quote keys
   */
  RefusedException(String what, String kind) {
    super("Redis refused " + what + " with " + kind, null);
    this.kind = kind;
  }

  /**
   * Gives what the caller of a command fails with.
   *
   * @param what the command or script
   * @param e what the command failed with
   * @return such an exception if Redis replied that, else the same
   */
  static Throwable ifReply(String what, Throwable e) {
    ReplyError error = ReplyError.of(e);
    return error == null ? e : new RefusedException(what, error.kind());
  }

  String kind() {
    return kind;
  }
}
