package io.github.redsessions.bench;

/** Something can't be measured on this machine; the message says why, and the rest goes on. */
final class SkippedException extends Exception {

  private static final long serialVersionUID = 1L;

  SkippedException(String reason) {
    super(reason);
  }

  SkippedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
