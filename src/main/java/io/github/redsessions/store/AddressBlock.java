package io.github.redsessions.store;

import io.github.redsessions.config.IpRanges;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Names those addresses that one client can have at will: an IPv4 address, a /64 of IPv6. Public
 * because unknown ids are counted by them too.
 */
public final class AddressBlock {

  private static final int IPV6_BYTES = 16;
  private static final int BLOCK_BYTES = 8;

  private AddressBlock() {}

  /**
   * Names the block of an address.
   *
   * @param address an IP address in any spelling; any other text names itself
   * @return the same text for all addresses of a block
   */
  public static String of(String address) {
    if (!IpRanges.isAddress(address)) {
      return address;
    }
    try {
      // Looks nothing up, since it is an address. One of IPv4 written as IPv6 is one of IPv4.
      byte[] bytes = InetAddress.getByName(address).getAddress();
      if (bytes.length != IPV6_BYTES) {
        return InetAddress.getByAddress(bytes).getHostAddress();
      }
      Arrays.fill(bytes, BLOCK_BYTES, IPV6_BYTES, (byte) 0);
      return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
