package io.github.redsessions.config;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Redis URL, taken apart so that its credentials go no further with it.
 *
 * @param uri scheme, host, port and database, the port always explicit and database 0 never; for a
 *     Unix socket scheme and path
 * @param credentials from the URL, percent-decoded
 */
record RedisEndpoint(URI uri, Credentials credentials) {

  static final String ALLOWED =
      "redis://[user:password@]host[:port][/db], rediss:// for TLS, or unix://[user:password@]/path";

  private static final String UNIX = "unix";

  /** What Linux takes; other systems take a few bytes less. */
  private static final int MAX_SOCKET_PATH = 107;

  /** Only these are quoted: in a URL gone wrong, what looks like a scheme may be a password. */
  private static final Set<String> KNOWN_SCHEMES =
      Set.of(
          "valkey",
          "valkeys",
          "redis-sentinel",
          "rediss-sentinel",
          "redis-replication",
          "rediss-replication",
          "redis-cluster",
          "rediss-cluster",
          "http",
          "https",
          "tcp");

  boolean isTls() {
    return uri.getScheme().equals("rediss");
  }

  /** Host and port: what tells one server from another, however it is reached by them. */
  String address() {
    return String.valueOf(uri.getAuthority()).toLowerCase(Locale.ROOT);
  }

  boolean isUnixSocket() {
    return uri.getScheme().equals(UNIX);
  }

  boolean hasDatabase() {
    return !uri.getPath().isEmpty();
  }

  /**
   * Takes a URL apart.
   *
   * @param defaultPort for a URL that names none
   * @throws IllegalArgumentException if it is none; the message says what was found, quoting
   *     nothing, and leaves it to the caller to say what is allowed
   */
  static RedisEndpoint parse(String url, int defaultPort) {
    URI uri = uri(url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals(UNIX)) {
      return unixSocket(uri);
    }
    if (!scheme.equals("redis") && !scheme.equals("rediss")) {
      throw refused(
          KNOWN_SCHEMES.contains(scheme)
              ? "a URL with the scheme " + scheme
              : "a text that doesn't start with redis://, rediss:// or unix://");
    }
    if (uri.getHost() == null) {
      throw refused(
          "a URL whose host, port or credentials can't be read (a host is letters, digits, - and"
              + " dots, or an IP address; in a password %, @, :, / and # are written as %25, %40,"
              + " %3A, %2F and %23)");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      // Not quoted: in user:password without a host, the password is read as the port.
      throw refused("a URL with a port that is not from 1 to 65535");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused("a URL with a query or a fragment");
    }
    String path = uri.getRawPath();
    if (!path.matches("/?|/(\\d|1[0-5])")) {
      throw refused("a URL whose path is no database number from 0 to 15");
    }
    int port = uri.getPort() < 0 ? defaultPort : uri.getPort();
    // Two spellings of one server must not look like two.
    String database = path.matches("/0?") ? "" : path;
    URI bare = URI.create(scheme + "://" + uri.getHost() + ":" + port + database);
    return withCredentials(bare, uri.getRawUserInfo());
  }

  /** The path is all there is besides the credentials: the database is always 0. */
  private static RedisEndpoint unixSocket(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    // A path without the third slash begins in the authority, which ends in @ or is empty else.
    if (uri.isOpaque() || !authority.matches("|[^@]*@")) {
      throw refused("a Unix socket whose path is not absolute, as in unix:///run/redis.sock");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused("a URL with a query or a fragment");
    }
    String path = decode(uri.getRawPath());
    if (path.isEmpty() || path.endsWith("/") || path.indexOf('\0') >= 0) {
      throw refused("a Unix socket whose path names no file");
    }
    int length = path.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw refused(
          "a Unix socket whose path has " + length + " bytes (" + MAX_SOCKET_PATH + " at most)");
    }
    String userInfo = authority.isEmpty() ? null : authority.substring(0, authority.length() - 1);
    return withCredentials(URI.create(UNIX + "://" + uri.getRawPath()), userInfo);
  }

  private static RedisEndpoint withCredentials(URI bare, @Nullable String userInfo) {
    if (userInfo == null || userInfo.isEmpty()) {
      return new RedisEndpoint(bare, Credentials.NONE);
    }
    int colon = userInfo.indexOf(':');
    if (colon < 0) {
      throw refused("a URL with a user and no password (a password alone is :password@)");
    }
    String user = decode(userInfo.substring(0, colon));
    String password = decode(userInfo.substring(colon + 1));
    if (password.isEmpty()) {
      throw refused("a URL with an empty password");
    }
    return new RedisEndpoint(
        bare, new Credentials(user.isEmpty() ? null : user, new Secret(password)));
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      // Not chained: its message quotes the whole URL.
      throw refused("a text that is no URL (in a password, special characters are %-encoded)");
    }
  }

  /** Undoes %XX. Not URLDecoder, which also turns + into a space. */
  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        // The URI parser has seen to it that two hexadecimal digits follow.
        bytes.write(Integer.parseInt(new String(raw, i + 1, 2, StandardCharsets.US_ASCII), 16));
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    try {
      ByteBuffer encoded = ByteBuffer.wrap(bytes.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw refused("a URL whose user, password or path is not UTF-8 after %-decoding");
    }
  }

  private static IllegalArgumentException refused(String found) {
    return new IllegalArgumentException("found " + found);
  }
}
