package io.github.redsessions.web;

import io.github.redsessions.config.HttpConfig;
import io.github.redsessions.config.HttpConfig.AddressHeader;
import io.github.redsessions.config.IpRanges;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose request it is: the other end of the connection, or behind trusted proxies whom
 * the first of them that isn't trusted itself has named. What a client writes into the header
 * stands left of that and is not looked at. Source: RFC 7239 section 8.1. Safe for use from any
 * thread.
 *
 * @param trustProxy {@code http.trustProxy}
 * @param header {@code http.addressHeader}
 */
public record ClientAddress(IpRanges trustProxy, AddressHeader header) {

  /** What stands for a client without an IP address, at the other end of a Unix socket. */
  public static final String LOCAL = "local";

  /**
   * Takes what the configuration says of proxies.
   *
   * @param config the keys under {@code http}
   */
  public ClientAddress(HttpConfig config) {
    this(config.trustProxy(), config.addressHeader());
  }

  /**
   * Finds the address of a client.
   *
   * @param request the request
   * @return an IP address without a zone, or {@link #LOCAL}
   */
  public String of(HttpServerRequest request) {
    SocketAddress peer = request.connection().remoteAddress();
    return of(
        peer == null ? null : peer.hostAddress(), request.headers().getAll(header.spelling()));
  }

  /** Decides by the other end and by what the header says, all of its lines. */
  String of(@Nullable String peer, List<String> headers) {
    String address = peer == null ? LOCAL : withoutZone(peer);
    List<String> named =
        headers.stream().flatMap(line -> Stream.of(line.split(",", -1))).map(this::node).toList();
    for (int i = named.size() - 1; i >= 0 && trustProxy.contains(address); i--) {
      if (!IpRanges.isAddress(named.get(i))) {
        return address;
      }
      address = named.get(i);
    }
    return address;
  }

  private static String withoutZone(String address) {
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }

  private String node(String element) {
    if (header == AddressHeader.X_FORWARDED_FOR) {
      return withoutPort(element.strip());
    }
    for (String parameter : element.split(";", -1)) {
      String[] pair = parameter.split("=", 2);
      if (pair.length == 2 && pair[0].strip().toLowerCase(Locale.ROOT).equals("for")) {
        return withoutPort(pair[1].strip().replace("\"", ""));
      }
    }
    return "";
  }

  /** {@code 1.2.3.4:5}, {@code [::1]:5} and {@code [::1]} are written by some proxies. */
  private static String withoutPort(String node) {
    if (node.startsWith("[")) {
      return node.substring(1, Math.max(1, node.indexOf(']')));
    }
    int colon = node.indexOf(':');
    return colon > 0 && node.indexOf(':', colon + 1) < 0 ? node.substring(0, colon) : node;
  }
}
