package io.github.redsessions.store;

/** Says why a record can't be read, to whoever decides what becomes of it. */
final class UnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Unreadable reason;

  /** Without a stack trace, since it is an outcome and not a defect; the message has no value. */
  UnreadableException(Unreadable reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Unreadable reason() {
    return reason;
  }
}
