package io.github.redsessions.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the keys of a ring are told apart, whatever they are for. */
final class KeyIds {

  /** What an id may look like: it is written beside what its key signed or sealed. */
  static final TextRule RULE =
      TextRule.matching("1 to 32 of the characters A-Z a-z 0-9 _ -", "[A-Za-z0-9_-]{1,32}");

  /**
   * The shortest secret: as long as the output of SHA-256, since a shorter key of an HMAC weakens
   * it (RFC 2104, section 3).
   */
  static final int MIN_SECRET_BYTES = 32;

  private KeyIds() {}

  /** Says of each id that is twice in a ring what is wrong with it. */
  static List<String> twice(List<String> ids) {
    Set<String> seen = new HashSet<>();
    return ids.stream()
        .filter(id -> !seen.add(id))
        .map(id -> "found the id " + id + " twice, allowed once")
        .toList();
  }
}
