package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;

/**
 * More is asked of Redis than it answers. Nothing is wrong with Redis, and trying again would only
 * make it worse.
 */
final class OverloadException extends SessionUnavailableException {

  private static final long serialVersionUID = 1L;

  OverloadException(String message) {
    super(message, null);
  }
}
