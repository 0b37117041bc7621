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
 */
public record HttpConfig(String host, int port, IpRanges trustProxy) {

  private static final TextRule HOST =
      TextRule.matching("a host name or an IP address", "[A-Za-z0-9._:%-]{1,253}");

  static HttpConfig read(ConfigReader in) {
    return new HttpConfig(
        in.text("host", "0.0.0.0", HOST),
        in.integer("port", 8080, 0, 65_535),
        new IpRanges(in.texts("trustProxy", List.of(), IpRanges.ADDRESS_OR_RANGE)));
  }
}
