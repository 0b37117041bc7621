package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.IpRanges;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row C9: plain HTTP is safe on this machine, or when a trusted proxy says that TLS ended there.
 */
class SecureTransportTest {

  private static final List<String> NONE = List.of();

  private final SecureTransport transport =
      new SecureTransport(new IpRanges(List.of("10.0.0.0/8", "::1")));

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.9.9, true",
    "::1, true",
    "::ffff:127.0.0.1, true",
    "203.0.113.9, false",
    "fe80::1%eth0, false",
    "10.0.0.1, false"
  })
  void withoutHeaders_onlyThisMachineIsSafe(String peer, boolean safe) {
    assertThat(transport.isSafe(peer(peer), NONE, NONE)).isEqualTo(safe);
  }

  @Test
  void unixSocket_isThisMachine_andAnUnknownPeerIsNot() {
    assertThat(transport.isSafe(SocketAddress.domainSocketAddress("/s"), NONE, NONE)).isTrue();
    assertThat(transport.isSafe(null, NONE, NONE)).isFalse();
  }

  @Test
  void c9_headersOfOthers_areNotBelieved() {
    SocketAddress stranger = peer("203.0.113.9");
    assertThat(transport.isSafe(stranger, List.of("proto=https"), List.of("https"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proto=https",
        "for=192.0.2.1;Proto=HTTPS;by=10.0.0.1",
        "for=192.0.2.1; proto=\"https\"",
        "for=192.0.2.1, for=10.0.0.2;proto=https",
        "proto=https, proto=https"
      })
  void trustedProxy_thatSaysHttps_isBelieved(String forwarded) {
    assertThat(transport.isSafe(peer("10.1.1.1"), List.of(forwarded), NONE)).isTrue();
  }

  /** What stands in front was sent by the client, or by somebody between it and the proxy. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "for=192.0.2.1",
        "proto=http",
        "proto",
        "proto=httpsx",
        "proto=https, for=192.0.2.1",
        "proto=https, proto=http",
        "proto=http, proto=https",
        "for=\"x;proto=https, for=192.0.2.1;proto=http",
        "proto=https, for=\"x;proto=http"
      })
  void trustedProxy_thatDoesNotSayHttpsLast_isPlainHttp(String forwarded) {
    assertThat(transport.isSafe(peer("10.1.1.1"), List.of(forwarded), NONE)).isFalse();
    assertThat(transport.isSafe(peer("::1"), List.of(forwarded), NONE)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https, true",
    "HTTPS, true",
    "'https, https', true",
    "http, false",
    "'https, http', false",
    "'http, https', false",
    "'', false",
    "wss, false"
  })
  void xForwardedProto_isHttpsEverywhere(String header, boolean safe) {
    assertThat(transport.isSafe(peer("10.1.1.1"), NONE, List.of(header))).isEqualTo(safe);
  }

  @Test
  void headersThatContradict_areNotBelieved() {
    SocketAddress proxy = peer("10.1.1.1");
    assertThat(transport.isSafe(proxy, List.of("proto=https"), List.of("http"))).isFalse();
    assertThat(transport.isSafe(proxy, List.of("proto=http"), List.of("https"))).isFalse();
    assertThat(transport.isSafe(proxy, NONE, List.of("https", "http"))).isFalse();
    assertThat(transport.isSafe(proxy, List.of("proto=https", "proto=http"), NONE)).isFalse();
    assertThat(transport.isSafe(proxy, List.of("proto=https"), List.of("https"))).isTrue();
  }

  @Test
  void c9_connectionWithTls_isHttps_whateverItsHeadersSay() {
    HttpServerRequest request = request("203.0.113.9", true, "proto=http");
    assertThat(transport.isSafe(request)).isTrue();
    assertThat(transport.isHttps(request)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.1.1, proto=https, true, true",
    "10.1.1.1, proto=http, false, false",
    "10.1.1.1, '', false, false",
    "203.0.113.9, proto=https, false, false",
    // On this machine a cookie is safe, and yet nobody uses HTTPS.
    "127.0.0.1, '', true, false",
    "127.0.0.1, proto=https, true, false",
    "::1, proto=https, true, true"
  })
  void c9_plainConnection_isWhatItsProxySays(
      String peer, String forwarded, boolean safe, boolean https) {
    HttpServerRequest request = request(peer, false, forwarded);
    assertThat(transport.isSafe(request)).isEqualTo(safe);
    assertThat(transport.isHttps(request)).isEqualTo(https);
  }

  @Test
  void c9_connectionOfNobody_isNeither() {
    assertThat(transport.isHttps(request(null, false, "proto=https"))).isFalse();
    assertThat(transport.isSafe(request(null, false, "proto=https"))).isFalse();
  }

  private static HttpServerRequest request(String peer, boolean tls, String forwarded) {
    HttpConnection connection =
        new Noted<>(HttpConnection.class)
            .answer("isSsl", tls)
            .answer("remoteAddress", peer == null ? null : peer(peer))
            .object;
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (!forwarded.isEmpty()) {
      headers.add("Forwarded", forwarded);
    }
    return new Noted<>(HttpServerRequest.class)
        .answer("connection", connection)
        .answer("headers", headers)
        .object;
  }

  private static SocketAddress peer(String address) {
    return SocketAddress.inetSocketAddress(4711, address);
  }
}
