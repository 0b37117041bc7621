package io.github.redsessions.config;

import org.jspecify.annotations.Nullable;

/**
 * The port of the login service for those who run it: the keys under {@code management}. Immutable.
 *
 * @param host {@code management.host}, default {@code 127.0.0.1}, so that nobody outside of the
 *     machine sees it; a host name or an IP address
 * @param port {@code management.port}, 0 to 65535; 0 takes a free port; absent for none. Plain HTTP
 *     without a login: not for a network that others reach
 */
public record ManagementConfig(String host, @Nullable Integer port) {

  static ManagementConfig read(ConfigReader in) {
    return new ManagementConfig(
        in.text("host", "127.0.0.1", HttpConfig.HOST), in.optionalInteger("port", 0, 65_535));
  }
}
