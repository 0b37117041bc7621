package io.github.redsessions.store;

/**
 * Keys for an examination of a prefix by a person. Public because the doctor calls it.
 *
 * @param prefix {@code session.prefix}
 * @param random makes names that nobody has
 */
public record KeySample(String prefix, RandomBytes random) {

  /**
   * Gives a key of the prefix that isn't there.
   *
   * @return the key of a record with a new handle
   */
  public String unused() {
    return keys().record(SessionToken.generate(random, 1).handle());
  }

  /**
   * Gives a key that isn't there either, and that another application could have.
   *
   * @return a key without the prefix
   */
  public String outside() {
    return "not-" + unused();
  }

  /**
   * Gives the pattern of all records.
   *
   * @return a pattern for SCAN
   */
  public String pattern() {
    return keys().recordPattern();
  }

  private SessionKeys keys() {
    return new SessionKeys(prefix);
  }
}
