package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/**
 * The one class that builds Redis keys: {@code {prefix}:s:{handle}} for the record of a session,
 * {@code {prefix}:u:{user}} for the index of a user's sessions, {@code {prefix}:e} for the numbers
 * of revocations and {@code {prefix}:e:{user}} for the last one of a user, {@code {prefix}:audit}
 * for the stream of audit events, {@code {prefix}:t:…} for the counts of logins, {@code
 * {prefix}:r:…} for what a check of health writes.
 *
 * <p>A handle comes from {@link SessionToken}, which has checked its length and alphabet: no text
 * of a client ever becomes a key as it is. A user is named by {@link Pseudonyms}.
 */
final class SessionKeys {

  private final String recordPrefix;
  private final String indexPrefix;
  private final String numbers;
  private final String audit;
  private final String attemptsPrefix;
  private final String probePrefix;

  SessionKeys(String prefix) {
    this.recordPrefix = prefix + ":s:";
    this.indexPrefix = prefix + ":u:";
    this.numbers = prefix + ":e";
    this.audit = prefix + ":audit";
    this.attemptsPrefix = prefix + ":t:";
    this.probePrefix = prefix + ":r:";
  }

  /** What a check of health writes: numbers for different servers. */
  String probe(int number) {
    return probePrefix + number;
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

  /** What the keys of all records begin with; what follows is the handle. */
  String recordPrefix() {
    return recordPrefix;
  }

  String record(String handle) {
    return recordPrefix + handle;
  }

  String audit() {
    return audit;
  }

  /** Tells which session's record a key is; null if it is something else. */
  @Nullable String handleOf(String key) {
    return isRecord(key) ? key.substring(recordPrefix.length()) : null;
  }

  /** The failed logins of an account, whose name is hashed. */
  String accountAttempts(String nameHash) {
    return attemptsPrefix + "a:" + nameHash;
  }

  /** The logins that an address has left, which is hashed. */
  String addressAttempts(String nameHash) {
    return attemptsPrefix + "i:" + nameHash;
  }

  /** The logins that everybody together has left. */
  String allAttempts() {
    return attemptsPrefix + "g";
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
