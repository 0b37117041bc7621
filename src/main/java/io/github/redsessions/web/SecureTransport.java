package io.github.redsessions.web;

import io.github.redsessions.config.IpRanges;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a response is read by nobody on its way to the client: over TLS, on this machine,
 * or behind a trusted proxy that says so. Source: row C9, RFC 7239 section 5.4. Safe for use from
 * any thread.
 *
 * <p>Public because the login service asks for the scheme; applications don't need it.
 *
 * @param trustProxy whose {@code Forwarded} and {@code X-Forwarded-Proto} are believed
 */
public record SecureTransport(IpRanges trustProxy) {

  private static final IpRanges LOOPBACK = new IpRanges(List.of("127.0.0.0/8", "::1"));

  /**
   * Tells whether the client itself uses HTTPS: over TLS to this server, or to a trusted proxy that
   * says so. Other than for a cookie, being on this machine is not enough.
   *
   * @param request the request
   * @return false for plain HTTP, and for whatever somebody who isn't trusted says
   */
  public boolean isHttps(HttpServerRequest request) {
    if (request.connection().isSsl()) {
      return true;
    }
    SocketAddress peer = request.connection().remoteAddress();
    String address = peer == null ? null : peer.hostAddress();
    List<String> forwarded = request.headers().getAll("Forwarded");
    List<String> forwardedProto = request.headers().getAll("X-Forwarded-Proto");
    return address != null
        && trustProxy.contains(address)
        && isSaid(forwarded, forwardedProto)
        && saysHttps(forwarded, forwardedProto);
  }

  /**
   * Decides by the connection, not by what {@code router.allowForward} makes of the headers that
   * anybody can send.
   */
  boolean isSafe(HttpServerRequest request) {
    return request.connection().isSsl()
        || isSafe(
            request.connection().remoteAddress(),
            request.headers().getAll("Forwarded"),
            request.headers().getAll("X-Forwarded-Proto"));
  }

  /**
   * Decides for a connection without TLS.
   *
   * @param peer the other end
   * @param forwarded the {@code Forwarded} headers
   * @param forwardedProto the {@code X-Forwarded-Proto} headers
   */
  boolean isSafe(
      @Nullable SocketAddress peer, List<String> forwarded, List<String> forwardedProto) {
    if (peer == null) {
      return false;
    }
    String address = peer.hostAddress();
    if (address == null) {
      return peer.isDomainSocket();
    }
    return (isSaid(forwarded, forwardedProto) && trustProxy.contains(address))
        ? saysHttps(forwarded, forwardedProto)
        : LOOPBACK.contains(address);
  }

  private static boolean isSaid(List<String> forwarded, List<String> forwardedProto) {
    return !forwarded.isEmpty() || !forwardedProto.isEmpty();
  }

  /**
   * A proxy may pass on the header that it doesn't write itself, and what others wrote into the one
   * that it does: nobody on the way may be able to say more than the proxy.
   */
  private static boolean saysHttps(List<String> forwarded, List<String> forwardedProto) {
    return saysHttps(forwarded) && forwardedProto.stream().allMatch(SecureTransport::isHttps);
  }

  /** No proxy says otherwise, and the last one, which is the one that is trusted, says so. */
  private static boolean saysHttps(List<String> forwarded) {
    boolean last = true;
    for (String proxy : String.join(",", forwarded).split(",", -1)) {
      last = forwarded.isEmpty();
      // Not even inside quotes are these separators hidden: there they would only hide a proxy.
      for (String parameter : proxy.split(";", -1)) {
        String[] pair = parameter.split("=", 2);
        if (pair[0].strip().equalsIgnoreCase("proto")) {
          if (pair.length < 2 || !isHttps(pair[1].replace("\"", ""))) {
            return false;
          }
          last = true;
        }
      }
    }
    return last;
  }

  private static boolean isHttps(String protocols) {
    return Stream.of(protocols.split(",", -1))
        .allMatch(protocol -> protocol.strip().equalsIgnoreCase("https"));
  }
}
