package io.github.redsessions.store;

/**
 * The one class that builds Redis keys: {@code {prefix}:s:{handle}} for the record of a session,
 * {@code {prefix}:u:{user}} for the index of a user's sessions, {@code {prefix}:e} for the numbers
 * of revocations and {@code {prefix}:e:{user}} for the last one of a user.
 *
 * <p>A handle comes from {@link SessionToken}, which has checked its length and alphabet: no text
 * of a client ever becomes a key as it is. A user is named by {@link UserRefs}.
 */
final class SessionKeys {

  private final String recordPrefix;
  private final String indexPrefix;
  private final String numbers;

  SessionKeys(String prefix) {
    this.recordPrefix = prefix + ":s:";
    this.indexPrefix = prefix + ":u:";
    this.numbers = prefix + ":e";
  }

  /** The handle in a key that {@link #isRecord} accepts. */
  String handleOf(String recordKey) {
    return recordKey.substring(recordPrefix.length());
  }

  String index(String userRef) {
    return indexPrefix + userRef;
  }

  String numbers() {
    return numbers;
  }

  String numberOf(String userRef) {
    return numbers + ":" + userRef;
  }

  String record(String handle) {
    return recordPrefix + handle;
  }

  /**
   * A SCAN pattern for all records: the prefix taken literally, then one wildcard per character of
   * a handle.
   */
  String recordPattern() {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < recordPrefix.length(); i++) {
      char c = recordPrefix.charAt(i);
      if ("*?[]\\^-".indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return pattern.append("?".repeat(SessionToken.HANDLE_LENGTH)).toString();
  }

  /**
   * Tells whether a scanned key is a record of this prefix and not of a neighbour whose prefix
   * begins with ours.
   */
  boolean isRecord(String key) {
    return key.startsWith(recordPrefix)
        && SessionToken.isHandle(key.substring(recordPrefix.length()));
  }
}
