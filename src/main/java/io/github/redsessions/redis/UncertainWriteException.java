package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;

/**
 * The connection ended before a write was answered, and the server doesn't let this user end it on
 * that side too: the write may be carried out at any time, so it must not be sent again.
 */
final class UncertainWriteException extends SessionUnavailableException {

  private static final long serialVersionUID = 1L;

  UncertainWriteException() {
    super("The connection to Redis was lost, and a write may or may not be carried out", null);
  }
}
