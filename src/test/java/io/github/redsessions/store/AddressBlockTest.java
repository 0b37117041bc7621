package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {

  /** Rows B1 and B12. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "2001:db8::1, 2001:db8:0:0:0:0:0:0/64",
    "2001:DB8:0:0:ffff::, 2001:db8:0:0:0:0:0:0/64",
    "2001:db8:0:1::1, 2001:db8:0:1:0:0:0:0/64",
    "::1, 0:0:0:0:0:0:0:0/64"
  })
  void b1_b12_address_isNamedByItsBlock(String address, String block) {
    assertThat(AddressBlock.of(address)).isEqualTo(block);
  }

  @Test
  void anythingElse_namesItself() {
    assertThat(AddressBlock.of("local")).isEqualTo("local");
    assertThat(AddressBlock.of("example.com")).isEqualTo("example.com");
    assertThat(AddressBlock.of("")).isEmpty();
  }
}
