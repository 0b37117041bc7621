package io.github.redsessions.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant by a mistyped name. */
final class Closest {

  /** Two slips of the finger; with more, a suggestion misleads more often than it helps. */
  private static final int MAX_EDITS = 2;

  private Closest() {}

  /** The known name nearest to the given one, if any is near enough. Case counts for nothing. */
  static Optional<String> to(String name, Collection<String> known) {
    // No known name is this long, and the comparison takes time with the square of the length.
    if (name.length() > 80) {
      return Optional.empty();
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(each -> edits(wanted, each.toLowerCase(Locale.ROOT)) <= MAX_EDITS)
        .min(Comparator.comparingInt(each -> edits(wanted, each.toLowerCase(Locale.ROOT))));
  }

  /** The Levenshtein distance. */
  private static int edits(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
