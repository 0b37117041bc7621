package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** All addresses of a block have one name, and those of two blocks have two. Row B1. */
class AddressBlockPropertyTest {

  @Property(edgeCases = EdgeCasesMode.NONE)
  void addressOfIpv6_isCountedByItsFirst64Bits(
      @ForAll @Size(16) byte[] one,
      @ForAll @Size(8) byte[] host,
      @ForAll @IntRange(max = 63) int bit)
      throws UnknownHostException {
    one[0] |= 0x20;
    byte[] neighbour = one.clone();
    System.arraycopy(host, 0, neighbour, 8, 8);
    assertThat(block(neighbour)).isEqualTo(block(one)).endsWith("/64");

    byte[] other = one.clone();
    other[bit / 8] ^= (byte) (0x80 >> bit % 8);
    assertThat(block(other)).isNotEqualTo(block(one));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void addressOfIpv4_isCountedAlone_howeverItIsWritten(
      @ForAll @Size(4) byte[] one, @ForAll @Size(4) byte[] other) throws UnknownHostException {
    String name = block(one);
    assertThat(name).isEqualTo(InetAddress.getByAddress(one).getHostAddress());
    assertThat(AddressBlock.of("::ffff:" + name)).isEqualTo(name);
    assertThat(block(other).equals(name)).isEqualTo(Arrays.equals(one, other));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void anyOtherText_isItsOwnBlock(@ForAll String text) {
    assertThat(AddressBlock.of("x" + text)).isEqualTo("x" + text);
  }

  private static String block(byte[] address) throws UnknownHostException {
    return AddressBlock.of(InetAddress.getByAddress(address).getHostAddress());
  }
}
