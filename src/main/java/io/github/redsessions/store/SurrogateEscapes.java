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
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!pair) {
        return i;
      }
      i++;
    }
    return -1;
  }
}
