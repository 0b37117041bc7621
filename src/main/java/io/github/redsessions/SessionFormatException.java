package io.github.redsessions;

import org.jspecify.annotations.Nullable;

/**
 * A record in Redis can't be read: it has a format version or an attribute that this version
 * doesn't know, or it is damaged.
 *
 * <p>The record is not deleted, since another version of the application may be able to read it: it
 * is kept for {@code session.quarantineMs}. The message names the field or the attribute, and no id
 * and no value.
 */
public class SessionFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was found and what this version reads
   */
  public SessionFormatException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what was found and what this version reads
   * @param cause what the parser said
   */
  public SessionFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
