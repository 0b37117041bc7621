package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {

  /** Row B1. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, c0000201",
    "::ffff:192.0.2.1, c0000201",
    "2001:db8::1, 20010db800000000",
    "2001:DB8:0:0:ffff::, 20010db800000000",
    "2001:db8:0:1::1, 20010db800000001",
    "::1, 0000000000000000"
  })
  void b1_address_isNamedByItsBlock(String address, String block) {
    assertThat(AddressBlock.of(address)).isEqualTo(block);
  }

  @Test
  void anythingElse_namesItself() {
    assertThat(AddressBlock.of("local")).isEqualTo("local");
    assertThat(AddressBlock.of("example.com")).isEqualTo("example.com");
    assertThat(AddressBlock.of("")).isEmpty();
  }
}
