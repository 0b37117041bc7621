package io.github.redsessions.store;

/**
 * Escapes halves of surrogate pairs inside JSON text, which UTF-8 can't carry and would silently
 * turn into question marks.
 */
final class SurrogateEscapes {

  private SurrogateEscapes() {}

  static String escape(String json) {
    int i = firstUnpaired(json, 0);
    if (i < 0) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length() + 16);
    int from = 0;
    while (i >= 0) {
      escaped.append(json, from, i).append(String.format("\\u%04x", (int) json.charAt(i)));
      from = i + 1;
      i = firstUnpaired(json, from);
    }
    return escaped.append(json, from, json.length()).toString();
  }

  /** Tells whether UTF-8 can carry a text as it is. */
  static boolean isWellFormed(String text) {
    return firstUnpaired(text, 0) < 0;
  }

  private static int firstUnpaired(String text, int from) {
    int i = from;
    while (i < text.length()) {
      // Half of a pair is a code point of its own, and takes one character like all but the pairs.
      int codePoint = text.codePointAt(i);
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return -1;
  }
}
