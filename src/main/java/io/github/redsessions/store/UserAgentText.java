package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/** Makes of what a client says it is a text that can be stored and shown on one line. Row A4. */
final class UserAgentText {

  private static final int MAX_LENGTH = 256;

  private UserAgentText() {}

  /** Escapes what is no visible character, and cuts what is too long. */
  static @Nullable String of(@Nullable String userAgent) {
    if (userAgent == null || userAgent.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < userAgent.length(); ) {
      int c = userAgent.codePointAt(i);
      String next = isPlain(c) ? Character.toString(c) : String.format("\\u%04x", c);
      if (text.length() + next.length() > MAX_LENGTH) {
        break;
      }
      text.append(next);
      i += Character.charCount(c);
    }
    return text.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
