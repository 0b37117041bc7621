package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;

/**
 * Reads the words of a field one after the other, which a space parts. Numbers are read where they
 * lie, since every request reads some; in a string, whose characters cost less to look at than the
 * bytes of a Buffer, each of which is checked for its bounds several times.
 */
final class StoredWords {

  private static final long LAST_TENTH = Long.MAX_VALUE / 10;
  private static final int LAST_DIGIT = (int) (Long.MAX_VALUE % 10);

  private final char field;
  private final String text;
  private final int end;
  private int at;

  StoredWords(char field, String text) {
    this.field = field;
    this.text = text;
    this.end = text.length();
  }

  /** Tells whether all words were read. */
  boolean isAtEnd() {
    return at > end;
  }

  /**
   * Reads the next word, which is a number.
   *
   * @throws SessionFormatException if it isn't
   */
  long number() {
    boolean negative = at < end && text.charAt(at) == '-';
    int start = negative ? at + 1 : at;
    long number = 0;
    int next = start;
    for (; next < end && text.charAt(next) != ' '; next++) {
      int digit = text.charAt(next) - '0';
      if (digit < 0 || digit > 9 || isTooLarge(number, digit)) {
        throw notANumber();
      }
      number = number * 10 + digit;
    }
    if (next == start) {
      throw notANumber();
    }
    at = next + 1;
    return negative ? -number : number;
  }

  private static boolean isTooLarge(long number, int digit) {
    return number >= LAST_TENTH && (number > LAST_TENTH || digit > LAST_DIGIT);
  }

  /** Tells whether the next word is a dash, which stands for none, and if so reads it. */
  boolean isNone() {
    boolean none = at < end && text.charAt(at) == '-' && isEndOfWord(at + 1);
    if (none) {
      at += 2;
    }
    return none;
  }

  /** Reads the next word. */
  String word() {
    int start = Math.min(at, end);
    int next = start;
    while (!isEndOfWord(next)) {
      next++;
    }
    String word = text.substring(start, next);
    at = next + 1;
    return word;
  }

  /** Reads all that is left. */
  String rest() {
    String rest = text.substring(Math.min(at, end), end);
    at = end + 1;
    return rest;
  }

  private boolean isEndOfWord(int index) {
    return index >= end || text.charAt(index) == ' ';
  }

  private SessionFormatException notANumber() {
    return new SessionFormatException("The field " + field + " of the record is not a number");
  }
}
