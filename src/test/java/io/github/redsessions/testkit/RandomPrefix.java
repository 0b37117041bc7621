package io.github.redsessions.testkit;

import java.util.UUID;

/** Key prefixes that no other test uses, among the keys that {@link Acl#SESSIONS} may touch. */
public final class RandomPrefix {

  private RandomPrefix() {}

  public static String next() {
    return "vs:t" + UUID.randomUUID().toString().substring(0, 8);
  }
}
