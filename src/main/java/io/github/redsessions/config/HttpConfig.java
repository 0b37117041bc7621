package io.github.redsessions.config;

import java.util.List;

/**
 * Where the login service listens, and which proxies are before it: the keys under {@code http}.
 * The library itself opens no port, and uses {@code trustProxy} alone. Immutable.
 *
 * @param host {@code http.host}, default {@code 0.0.0.0}, which is every address; a host name or an
 *     IP address
 * @param port {@code http.port}, default 8080, 0 to 65535; 0 takes a free port
 * @param trustProxy {@code http.trustProxy}: the addresses and ranges of the proxies whose {@code
 *     Forwarded} and {@code X-Forwarded-Proto} are believed, default none. Only a proxy that writes
 *     one of the two into every request belongs here
 * @param addressHeader {@code http.addressHeader}: in which header these proxies say who the client
 *     is, {@code X-Forwarded-For} (default) or {@code Forwarded}; the other one is not looked at
 * @param tls the keys under {@code http.tls}: the certificate, without which it speaks plain HTTP
 */
public record HttpConfig(
    String host, int port, IpRanges trustProxy, AddressHeader addressHeader, HttpTlsConfig tls) {

  /** The header in which a proxy says whose request it passes on. */
  public enum AddressHeader {
    /** The one that most proxies write. */
    X_FORWARDED_FOR("X-Forwarded-For"),
    /** The standard one, RFC 7239. */
    FORWARDED("Forwarded");

    private final String spelling;

    AddressHeader(String spelling) {
      this.spelling = spelling;
    }

    /**
     * Spells the header.
     *
     * @return its name
     */
    public String spelling() {
      return spelling;
    }
  }

  static final TextRule HOST =
      TextRule.matching("a host name or an IP address", "[A-Za-z0-9._:%-]{1,253}");

  static HttpConfig read(ConfigReader in) {
    return new HttpConfig(
        in.text("host", "0.0.0.0", HOST),
        in.integer("port", 8080, 0, 65_535),
        new IpRanges(in.texts("trustProxy", List.of(), IpRanges.ADDRESS_OR_RANGE)),
        in.oneOf("addressHeader", AddressHeader.X_FORWARDED_FOR, AddressHeader::spelling),
        in.section("tls", HttpTlsConfig::read));
  }
}
