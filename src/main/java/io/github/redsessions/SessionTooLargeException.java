package io.github.redsessions;

/**
 * A session was not saved because its attributes are larger than {@code session.maxBytes}.
 *
 * <p>Nothing was written: what Redis held before is still there. Keep identifiers and flags in a
 * session, and what they stand for in the database. The message names the largest attribute and no
 * value.
 */
public final class SessionTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param bytes the encoded size of all attributes
   * @param maxBytes what is allowed
   * @param largest the name of the largest attribute
   */
  public SessionTooLargeException(long bytes, int maxBytes, String largest) {
    super(
        "The session has "
            + bytes
            + " bytes; session.maxBytes allows "
            + maxBytes
            + ". The largest attribute is "
            + largest);
  }
}
