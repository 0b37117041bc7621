package io.github.redsessions.testkit;

import java.util.UUID;

/** Key prefixes that no other test uses. */
public final class RandomPrefix {

  private RandomPrefix() {}

  public static String next() {
    return "t" + UUID.randomUUID().toString().substring(0, 8);
  }
}
