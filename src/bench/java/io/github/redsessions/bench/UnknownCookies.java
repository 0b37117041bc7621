package io.github.redsessions.bench;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Cookies that have the right form and belong to no session. */
final class UnknownCookies {

  private static final int COUNT = 200;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private UnknownCookies() {}

  static List<String> of(Contender contender) {
    return Stream.generate(() -> "sid=" + value(contender)).limit(COUNT).toList();
  }

  private static String value(Contender contender) {
    return switch (contender) {
      case STORE, GUARD, NEAR ->
          BASE64.encodeToString(random(16)) + BASE64.encodeToString(random(32));
      default -> HexFormat.of().formatHex(random(16));
    };
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
