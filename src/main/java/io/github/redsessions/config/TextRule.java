package io.github.redsessions.config;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a text may be.
 *
 * @param allowed in words, to follow "allowed"
 * @param test the same as code
 */
record TextRule(String allowed, Predicate<String> test) {

  /** Any text but the empty one. */
  static final TextRule NOT_EMPTY = new TextRule("any text but an empty one", t -> !t.isEmpty());

  /** A text that matches as a whole. */
  static TextRule matching(String allowed, String regex) {
    return new TextRule(allowed, Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate());
  }

  /** True if the test passes and UTF-8 can carry the text: it may become part of a Redis key. */
  boolean accepts(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text) && test.test(text);
  }
}
