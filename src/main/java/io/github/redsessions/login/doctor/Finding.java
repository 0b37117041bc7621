package io.github.redsessions.login.doctor;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param level how it is
 * @param about what was looked at, such as {@code 10.0.0.1:6379 persistence}
 * @param found what was found
 * @param fix what to do, null if nothing
 */
public record Finding(Level level, String about, String found, @Nullable String fix) {

  /** How something is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It works, and has a cost or a risk; or it can't be seen. */
    WARN,
    /** Sessions will be lost, refused or readable. */
    FAIL
  }

  static Finding ok(String about, String text) {
    return new Finding(Level.OK, about, text, null);
  }

  static Finding warn(String about, String text, String fix) {
    return new Finding(Level.WARN, about, text, fix);
  }

  static Finding fail(String about, String text, String fix) {
    return new Finding(Level.FAIL, about, text, fix);
  }

  /**
   * Writes it for a person.
   *
   * @return one line, and a second one with what to do
   */
  public String lines() {
    String line = "%-4s  %s: %s".formatted(level, about, found);
    return fix == null ? line : line + System.lineSeparator() + "      -> " + fix;
  }
}
