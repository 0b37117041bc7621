package io.github.redsessions.config;

/**
 * Where the login service listens: the keys under {@code http}. The library itself opens no port
 * and doesn't use them.
 *
 * @param host {@code http.host}, default {@code 0.0.0.0}, which is every address; a host name or an
 *     IP address
 * @param port {@code http.port}, default 8080, 0 to 65535; 0 takes a free port
 */
public record HttpConfig(String host, int port) {

  private static final TextRule HOST =
      TextRule.matching("a host name or an IP address", "[A-Za-z0-9._:%-]{1,253}");

  static HttpConfig read(ConfigReader in) {
    return new HttpConfig(in.text("host", "0.0.0.0", HOST), in.integer("port", 8080, 0, 65_535));
  }
}
