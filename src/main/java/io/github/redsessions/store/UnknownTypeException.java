package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;

/**
 * An attribute is of a type that this server doesn't know, and another one may: one with a later
 * version, or with more in {@code session.types}. That is no damage.
 */
final class UnknownTypeException extends SessionFormatException {

  private static final long serialVersionUID = 1L;

  UnknownTypeException(String message) {
    super(message);
  }
}
