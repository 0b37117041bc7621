package io.github.redsessions.testkit;

/** Redis answered a {@link RespClient} with an error; the message is that answer. */
public final class RespException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RespException(String message) {
    super(message);
  }
}
