package io.github.redsessions.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row C9: who may be believed. */
class IpRangesTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "10.0.0.0/8, a::1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.200, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "fd00::/8, fdff::1%eth0, true",
    "fd00::/8, fe80::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "::1, localhost, false",
    "::1, '', false"
  })
  void contains_comparesThePrefix(String range, String address, boolean contained) {
    assertThat(new IpRanges(List.of("198.51.100.7", range)).contains(address)).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "proxy.example.com",
        "10.0.0",
        "010.0.0.1",
        "256.0.0.1",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.1/8",
        "::/129",
        "fd00::1/8",
        ":::",
        "[::1]",
        "10.0.0.0/8/8",
        "1.2.3.4."
      })
  void whatIsNoAddressOrRange_isRefusedAtStart(String text) {
    assertThat(Configs.problems("http.trustProxy", JsonArray.of("10.0.0.0/8", text)))
        .singleElement()
        .asString()
        .startsWith("http.trustProxy[1]: found ");
  }
}
