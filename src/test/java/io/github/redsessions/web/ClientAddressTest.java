package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.HttpConfig.AddressHeader;
import io.github.redsessions.config.IpRanges;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose request it is, behind proxies and behind none. */
class ClientAddressTest {

  private static final IpRanges PROXIES = new IpRanges(List.of("10.0.0.0/8", "::1"));

  private final ClientAddress forwardedFor =
      new ClientAddress(PROXIES, AddressHeader.X_FORWARDED_FOR);
  private final ClientAddress forwarded = new ClientAddress(PROXIES, AddressHeader.FORWARDED);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1|203.0.113.9|192.0.2.1", // nobody trusts this peer
        "10.0.0.1|203.0.113.9|203.0.113.9",
        "10.0.0.1|198.51.100.7, 203.0.113.9|203.0.113.9", // the client wrote the left one
        "10.0.0.1|203.0.113.9, 10.0.0.2|203.0.113.9",
        "10.0.0.1|10.0.0.3, 10.0.0.2|10.0.0.3",
        "10.0.0.1|203.0.113.9:4711|203.0.113.9",
        "10.0.0.1|2001:db8::1|2001:db8::1",
        "10.0.0.1|[2001:db8::1]:80|2001:db8::1",
        "::1%lo|2001:db8::1|2001:db8::1",
        "10.0.0.1|203.0.113.9, unknown|10.0.0.1",
        "10.0.0.1|203.0.113.9, [|10.0.0.1",
        "10.0.0.1|''|10.0.0.1",
      })
  void xForwardedFor(String peer, String header, String client) {
    assertThat(forwardedFor.of(peer, List.of(header))).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1|for=203.0.113.9;proto=https|203.0.113.9",
        "10.0.0.1|For=\"[2001:db8::1]:4711\"|2001:db8::1",
        "10.0.0.1|for=198.51.100.7, proto=https;for=203.0.113.9|203.0.113.9",
        "10.0.0.1|for=203.0.113.9, proto=https|10.0.0.1",
        "10.0.0.1|for=_hidden|10.0.0.1",
        "192.0.2.1|for=203.0.113.9|192.0.2.1",
      })
  void forwarded(String peer, String header, String client) {
    assertThat(forwarded.of(peer, List.of(header))).isEqualTo(client);
  }

  @Test
  void linesOfTheHeader_areOneList() {
    assertThat(forwardedFor.of("10.0.0.1", List.of("198.51.100.7", "203.0.113.9", "10.0.0.2")))
        .isEqualTo("203.0.113.9");
  }

  @Test
  void withoutAnAddress_itIsLocal() {
    assertThat(forwardedFor.of(null, List.of("203.0.113.9"))).isEqualTo(ClientAddress.LOCAL);
  }

  @Test
  void request_isOfThePeer_orOfWhomItsProxyNames() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", "203.0.113.9");
    Noted<HttpConnection> connection = new Noted<>(HttpConnection.class);
    HttpServerRequest request =
        new Noted<>(HttpServerRequest.class)
            .answer("connection", connection.object)
            .answer("headers", headers)
            .object;

    assertThat(forwardedFor.of(request)).as("a Unix socket").isEqualTo(ClientAddress.LOCAL);
    connection.answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "10.0.0.1"));
    assertThat(forwardedFor.of(request)).isEqualTo("203.0.113.9");
    assertThat(forwarded.of(request)).as("it isn't asked for that").isEqualTo("10.0.0.1");
    connection.answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "192.0.2.1"));
    assertThat(forwardedFor.of(request)).isEqualTo("192.0.2.1");
  }
}
