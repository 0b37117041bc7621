package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import org.jspecify.annotations.Nullable;

/** The connection ended before the reply came; another one may be open in a moment. */
final class ConnectionLostException extends SessionUnavailableException {

  private static final long serialVersionUID = 1L;

  ConnectionLostException(@Nullable Throwable cause) {
    super("The connection to Redis was lost", cause);
  }
}
