package io.github.redsessions.redis;

import java.io.IOException;

/** A redis-server could not listen because something else uses its port. */
public final class PortTakenException extends IOException {

  private static final long serialVersionUID = 1L;

  PortTakenException(String message) {
    super(message);
  }
}
