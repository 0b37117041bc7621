package io.github.redsessions.config;

import java.util.ArrayList;
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

  /**
   * Says what is wrong with the keys of a ring that come from elsewhere than the configuration.
   *
   * @param ring the name of the key that lists them
   * @throws ConfigException if there is none, an id is not of the form or twice there, or a secret
   *     is too short
   */
  static void check(String ring, List<String> ids, List<Secret> secrets) {
    List<String> problems = new ArrayList<>();
    if (ids.isEmpty()) {
      problems.add(ring + ": found none, allowed 1 or more");
    }
    for (int i = 0; i < ids.size(); i++) {
      String key = ring + "[" + i + "]";
      String id = ids.get(i);
      int bytes = secrets.get(i).length();
      if (!RULE.accepts(id)) {
        problems.add(key + ".id: found " + Found.value(id) + ", allowed " + RULE.allowed());
      }
      if (bytes < MIN_SECRET_BYTES) {
        problems.add(
            key + ".secret: found " + bytes + " bytes, allowed " + MIN_SECRET_BYTES + " or more");
      }
    }
    twice(ids).forEach(problem -> problems.add(ring + ": " + problem));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
