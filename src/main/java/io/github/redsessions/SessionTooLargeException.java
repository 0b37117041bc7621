package io.github.redsessions;

/**
 * The attributes of a session would be larger than {@code session.maxBytes}. Source: OWASP ASVS 5.0
 * 2.4.1, row S7.
 *
 * <p>{@code Session.put} throws it in the caller's stack, before anything is written: the session
 * has the value from before, and can still be saved. Where values grow in other ways, as objects
 * that change in place and by the map that {@code data()} gives, saving the session fails with it,
 * and Redis holds what it held before. Keep identifiers and flags in a session, and what they stand
 * for in the database. The message names the largest attribute and no value.
 */
public final class SessionTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_NAME = 100;

  private final String largest;

  /**
   * Creates the exception.
   *
   * @param bytes how many bytes all attributes would take, with their names
   * @param maxBytes what is allowed
   * @param largest the name of the largest attribute
   * @param largestBytes how many bytes that takes
   */
  public SessionTooLargeException(long bytes, int maxBytes, String largest, long largestBytes) {
    super(
        "The session would have "
            + bytes
            + " bytes; session.maxBytes allows "
            + maxBytes
            + ". The largest attribute is "
            + printable(largest)
            + " with "
            + largestBytes
            + " bytes");
    this.largest = largest;
  }

  /**
   * Names the attribute that takes most.
   *
   * @return its name, as the application has put it
   */
  public String largest() {
    return largest;
  }

  /** A name may be what made the session large, and may come from a client. */
  private static String printable(String name) {
    String start = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
