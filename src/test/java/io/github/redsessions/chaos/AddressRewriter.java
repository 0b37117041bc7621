package io.github.redsessions.chaos;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts other ports into what servers say of each other, so that who is told of a server goes to it
 * by way of a link: the replies of sentinels, of ROLE and of CLUSTER SLOTS, MOVED and ASK. All
 * ports have five digits, so that no length changes. One for each connection; not safe for use by
 * many threads.
 */
final class AddressRewriter {

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(127\\.0\\.0\\.1(?:[: ]|\r\n:|\r\n\\$5\r\n|\r\n\\$4\r\nport\r\n\\$5\r\n))(\\d{5})");

  /** The longest that an address can be. */
  private static final int LONGEST = "127.0.0.1\r\n$4\r\nport\r\n$5\r\n12345".length();

  private final Map<Integer, Integer> ports;
  private String held = "";

  /**
   * Makes one.
   *
   * @param ports what to put in the place of which port; others stay
   */
  AddressRewriter(Map<Integer, Integer> ports) {
    this.ports = ports;
  }

  /** Gives what is to be delivered now; what may be the beginning of an address is kept. */
  byte[] rewrite(byte[] piece, int length) {
    String text = held + new String(piece, 0, length, StandardCharsets.ISO_8859_1);
    int end = text.length() - beginning(text);
    held = text.substring(end);
    String ready = text.substring(0, end);
    return ADDRESS.matcher(ready).replaceAll(this::other).getBytes(StandardCharsets.ISO_8859_1);
  }

  private String other(MatchResult address) {
    int port = Integer.parseInt(address.group(2));
    return Matcher.quoteReplacement(address.group(1) + ports.getOrDefault(port, port));
  }

  /** How long a beginning of an address there is at the end. */
  private static int beginning(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    int start = Math.max(0, text.length() - LONGEST + 1);
    while (matcher.find()) {
      start = Math.max(start, matcher.end());
    }
    for (int at = start; at < text.length(); at++) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt() && matcher.hitEnd()) {
        return text.length() - at;
      }
    }
    return 0;
  }
}
