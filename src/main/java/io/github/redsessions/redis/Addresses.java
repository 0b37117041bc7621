package io.github.redsessions.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How servers are reached whose host and port another server names: as those of the configuration
 * are, so that TLS stays TLS.
 *
 * @param scheme {@code redis} or {@code rediss}
 * @param path the database, or nothing
 */
record Addresses(String scheme, String path) {

  private static final int MAX_PORT = 65_535;

  /** Nothing that could become another part of a URL. */
  private static final Pattern HOST = Pattern.compile("[\\w.:%-]+");

  /** As this endpoint. */
  static Addresses like(URI endpoint) {
    return new Addresses(endpoint.getScheme(), endpoint.getPath());
  }

  /** As this endpoint, but without its database. */
  static Addresses likeWithoutDatabase(URI endpoint) {
    return new Addresses(endpoint.getScheme(), "");
  }

  /** The server at a host name or an IP address, null if it can't be one. */
  @Nullable URI of(String host, String port) {
    try {
      int number = Integer.parseInt(port);
      return !HOST.matcher(host).matches() || number < 1 || number > MAX_PORT
          ? null
          : new URI(scheme, null, host, number, path, null, null);
    } catch (NumberFormatException | URISyntaxException e) {
      return null;
    }
  }

  /** The same server. */
  URI of(URI endpoint) {
    return URI.create(scheme + "://" + endpoint.getAuthority() + path);
  }
}
