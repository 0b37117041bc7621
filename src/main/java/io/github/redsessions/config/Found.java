package io.github.redsessions.config;

import java.time.temporal.Temporal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words for a value that was found where another was allowed. */
final class Found {

  private static final int LONGEST_QUOTE = 100;

  private Found() {}

  /**
   * Describes a value and quotes it where that can't show a secret. A text that may be a URL is not
   * quoted whatever its key, since a URL pasted under the wrong key may carry a password.
   */
  static String value(@Nullable Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Number || value instanceof Boolean) {
      return cut(value.toString());
    }
    return kind(value);
  }

  /** Describes what sort of value it is and nothing of its content. */
  static String kind(@Nullable Object value) {
    if (value == null) {
      return "no value (leave the key out to get its default)";
    }
    if (value instanceof String text) {
      return text.isEmpty() ? "an empty text" : "a text of " + text.length() + " characters";
    }
    if (value instanceof Boolean) {
      return "true or false (a text needs quotes here)";
    }
    if (value instanceof Number) {
      return "a number (a text needs quotes here)";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof Temporal || value instanceof Date) {
      return "a date (a text needs quotes here)";
    }
    return "a value of type " + value.getClass().getSimpleName();
  }

  /** Shows the name of a key that may be anything, a URL by wrong indentation included. */
  static String name(String key) {
    return key.matches("[A-Za-z0-9_$-]{1,64}") ? key : "(" + text(key) + ")";
  }

  private static String text(String text) {
    boolean mayBeUrl = text.contains("://") || text.indexOf('@') >= 0;
    return text.isEmpty() || mayBeUrl ? kind(text) : '"' + cut(text) + '"';
  }

  private static String cut(String text) {
    StringBuilder shown = new StringBuilder();
    for (char c : text.substring(0, Math.min(text.length(), LONGEST_QUOTE)).toCharArray()) {
      // Escaped, so that a value can't write a second line into the message or drive a terminal.
      shown.append(c < ' ' || c > '~' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    }
    return text.length() > LONGEST_QUOTE
        ? shown + "… (" + text.length() + " characters)"
        : shown.toString();
  }
}
