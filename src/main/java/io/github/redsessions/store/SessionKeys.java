package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/**
 * The one class that builds Redis keys: {@code {prefix}:s:{handle}} for the record of a session,
 * {@code {prefix}:audit} for the stream of audit events.
 *
 * <p>A handle comes from {@link SessionToken}, which has checked its length and alphabet: no text
 * of a client ever becomes a key as it is.
 */
final class SessionKeys {

  private final String recordPrefix;
  private final String audit;

  SessionKeys(String prefix) {
    this.recordPrefix = prefix + ":s:";
    this.audit = prefix + ":audit";
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
