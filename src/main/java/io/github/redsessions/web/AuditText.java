package io.github.redsessions.web;

import java.util.regex.Pattern;

/**
 * Makes texts of anybody fit for a line of a log: one line, in one direction, not long, without an
 * id. Source: OWASP ASVS 5.0 16.4.1, CWE-117, rows A3 and A4.
 */
final class AuditText {

  /** How long a text may be, in characters and with its escapes. */
  static final int MAX_LENGTH = 256;

  private static final char CUT = '…';

  /** As long as a session id or longer, and of its alphabet; and the signature behind it. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{65,}[A-Za-z0-9_.~-]*");

  /** The same in a text whose end was cut off, where an id may be cut too. */
  private static final Pattern ID_OR_END = Pattern.compile(ID.pattern() + "|[A-Za-z0-9_-]+$");

  /** What stands for something that may be a secret. */
  private static final String HIDDEN = "*";

  /** The parameters of RFC 3986 section 3.3, in which some servers carry session ids. */
  private static final Pattern PATH_PARAMETERS = Pattern.compile(";[^/]*");

  private static final Pattern LONG_RUN = Pattern.compile("[A-Za-z0-9_-]{20,}");

  private AuditText() {}

  /**
   * Cleans a text. Backslashes, control and format characters, line separators and halves of
   * surrogate pairs become escapes of JSON; where it is too long, it is cut and ends with an
   * ellipsis.
   */
  static String clean(String text) {
    return clean(text, MAX_LENGTH);
  }

  static String clean(String text, int maxLength) {
    // More can't be shown, and an attacker's megabyte is not worth looking at.
    boolean isCut = text.length() > 4 * maxLength;
    String start = isCut ? text.substring(0, 4 * maxLength) : text;
    String shown = (isCut ? ID_OR_END : ID).matcher(start).replaceAll(HIDDEN);
    if (!isCut && shown.length() <= maxLength && shown.chars().allMatch(AuditText::isPlain)) {
      return shown;
    }
    StringBuilder clean = new StringBuilder(maxLength);
    for (int i = 0; i < shown.length(); ) {
      int c = shown.codePointAt(i);
      i += Character.charCount(c);
      String piece = escaped(c);
      int room = maxLength - clean.length() - (isCut || i < shown.length() ? 1 : 0);
      if (piece.length() > room) {
        return clean.append(CUT).toString();
      }
      clean.append(piece);
    }
    return isCut ? clean.append(CUT).toString() : clean.toString();
  }

  /**
   * Cleans a path. Its parameters are dropped, and a segment with a run of 20 or more letters and
   * digits that no word would be (with a digit, or in both cases) is hidden: it may be the token of
   * a link that was mailed, or the handle of a session.
   */
  static String path(String path) {
    String bounded = path.length() > 4 * MAX_LENGTH ? path.substring(0, 4 * MAX_LENGTH) : path;
    String[] segments = PATH_PARAMETERS.matcher(bounded).replaceAll("").split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (LONG_RUN.matcher(segments[i]).results().anyMatch(run -> isNoWord(run.group()))) {
        segments[i] = HIDDEN;
      }
    }
    return clean(String.join("/", segments));
  }

  private static boolean isNoWord(String run) {
    return run.chars().anyMatch(c -> c >= '0' && c <= '9')
        || (run.chars().anyMatch(Character::isUpperCase)
            && run.chars().anyMatch(Character::isLowerCase));
  }

  private static boolean isPlain(int c) {
    return c >= ' ' && c <= '~' && c != '\\';
  }

  private static String escaped(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          escape(c);
      default -> c == '\\' ? "\\\\" : Character.toString(c);
    };
  }

  private static String escape(int c) {
    StringBuilder escape = new StringBuilder(12);
    for (char unit : Character.toChars(c)) {
      escape.append(String.format("\\u%04x", (int) unit));
    }
    return escape.toString();
  }
}
