package io.github.redsessions.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A set of IP addresses, each given alone or as a range, for example {@code 10.0.0.0/8} or {@code
 * fd00::/8}. Immutable; never asks a name server.
 *
 * @param texts the addresses and ranges as they were given
 */
public record IpRanges(List<String> texts) {

  static final TextRule ADDRESS_OR_RANGE =
      new TextRule(
          "an IP address or a range such as 10.0.0.0/8, with no bit set behind the prefix",
          text -> Range.parse(text) != null);

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** Takes a copy of the list. */
  public IpRanges {
    texts = List.copyOf(texts);
  }

  /**
   * Tells whether an address is one of the set.
   *
   * @param address as a socket knows it, with or without the zone of IPv6; an IPv4 address written
   *     as IPv6 is an IPv4 address
   * @return false for anything that is no address too
   */
  public boolean contains(String address) {
    byte @Nullable [] bytes = parseAddress(address.replaceFirst("%.*", ""));
    return bytes != null
        && texts.stream().map(Range::parse).anyMatch(range -> range != null && range.has(bytes));
  }

  /**
   * Tells whether a text is an IP address.
   *
   * @param text without a zone
   * @return false for a name, and for an address in another spelling than the usual ones
   */
  public static boolean isAddress(String text) {
    return parseAddress(text) != null;
  }

  /** The bytes of an address; null for what is none. */
  private static byte @Nullable [] parseAddress(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      // No name has a colon or is four numbers, so this looks nothing up.
      return InetAddress.getAllByName(text)[0].getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static final class Range {

    private final byte[] network;
    private final int prefix;

    private Range(byte[] network, int prefix) {
      this.network = network;
      this.prefix = prefix;
    }

    static @Nullable Range parse(String text) {
      int slash = text.indexOf('/');
      byte @Nullable [] network = parseAddress(slash < 0 ? text : text.substring(0, slash));
      if (network == null) {
        return null;
      }
      int bits = network.length * 8;
      String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
      if (!length.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(length) > bits) {
        return null;
      }
      Range range = new Range(network, Integer.parseInt(length));
      for (int i = range.prefix; i < bits; i++) {
        if (bit(network, i)) {
          return null;
        }
      }
      return range;
    }

    boolean has(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int i = 0; i < prefix; i++) {
        if (bit(address, i) != bit(network, i)) {
          return false;
        }
      }
      return true;
    }

    private static boolean bit(byte[] bytes, int i) {
      return (bytes[i / 8] >> (7 - i % 8) & 1) != 0;
    }
  }
}
