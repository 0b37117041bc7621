package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.core.buffer.Buffer;

/**
 * Reads the words of a field one after the other, which a space parts. Numbers are read where they
 * lie, since every request reads some.
 */
final class StoredWords {

  private final char field;
  private final Buffer text;
  private final int end;
  private int at;

  StoredWords(char field, Buffer text) {
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
    boolean negative = at < end && text.getByte(at) == '-';
    int start = negative ? at + 1 : at;
    long number = 0;
    int next = start;
    for (; next < end && text.getByte(next) != ' '; next++) {
      int digit = text.getByte(next) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
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

  /** Tells whether the next word is a dash, which stands for none, and if so reads it. */
  boolean isNone() {
    boolean none = at < end && text.getByte(at) == '-' && isEndOfWord(at + 1);
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
    String word = text.getString(start, next);
    at = next + 1;
    return word;
  }

  /** Reads all that is left. */
  String rest() {
    String rest = text.getString(Math.min(at, end), end);
    at = end + 1;
    return rest;
  }

  private boolean isEndOfWord(int index) {
    return index >= end || text.getByte(index) == ' ';
  }

  private SessionFormatException notANumber() {
    return new SessionFormatException("The field " + field + " of the record is not a number");
  }
}
