package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.LogCapture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A Secure cookie over plain HTTP, from an address of this machine that is not loopback: as from
 * another machine. Row C9.
 */
class PlainHttpIT extends WebFixture {

  private WebClient client;
  private String address;
  private int outerPort;

  @Override
  JsonObject config() {
    return super.config().put("cookie", new JsonObject());
  }

  @BeforeEach
  void listenToTheOutside() throws SocketException {
    List<String> addresses =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(found -> found instanceof Inet4Address && !found.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .toList();
    assumeThat(addresses).as("this machine has an address").isNotEmpty();
    address = addresses.get(0);
    // What an application may do that has a proxy: then a request claims what its headers say.
    router.allowForward(AllowForwardHeaders.ALL);
    // In a field, since Vert.x closes a client that is garbage.
    client = WebClient.create(vertx);
    outerPort =
        await(vertx.createHttpServer().requestHandler(router).listen(0, address)).actualPort();
  }

  @Test
  void c9_secureCookie_isNotSentOverPlainHttp_whateverTheHeadersSay() {
    try (LogCapture capture = new LogCapture()) {
      for (Map<String, String> headers :
          List.<Map<String, String>>of(
              Map.of(),
              Map.of("X-Forwarded-Proto", "https"),
              Map.of("Forwarded", "for=127.0.0.1;proto=https"),
              Map.of("X-Forwarded-For", "127.0.0.1", "X-Forwarded-Proto", "https"),
              Map.of("X-Forwarded-Host", "localhost", "X-Forwarded-Ssl", "on"))) {
        HttpResponse<Buffer> login = login(headers);
        assertThat(login.statusCode()).isEqualTo(200);
        assertThat(login.cookies()).as("%s", headers).isEmpty();
      }
      assertThat(capture.text()).containsOnlyOnce("A session cookie was withheld");
    }
  }

  @Test
  void c9_secureCookie_isSentOnLoopback() {
    assertThat(browser().post("/login").cookies()).hasSize(1);
  }

  @Test
  void c9_cookieThatIsNotSecure_isSentOverPlainHttp() {
    sessions.handler().setCookieSecureFlag(false).setSessionCookieName("sid");
    assertThat(login(Map.of()).cookies()).hasSize(1);
  }

  @Test
  void c9_trustedProxy_isBelieved() {
    JsonObject config =
        config().put("http", new JsonObject().put("trustProxy", new JsonArray().add(address)));
    RedisSessions behindProxy = await(RedisSessions.open(vertx, config));
    router.clear();
    router.route().handler(behindProxy.handler());
    router.post("/login").handler(ctx -> answer(ctx, behindProxy.rotate(ctx)));

    assertThat(login(Map.of("X-Forwarded-Proto", "https")).cookies()).hasSize(1);
    assertThat(login(Map.of("Forwarded", "for=192.0.2.1;proto=https")).cookies()).hasSize(1);
    assertThat(login(Map.of("X-Forwarded-Proto", "http")).cookies()).isEmpty();
    assertThat(login(Map.of()).cookies()).isEmpty();
    await(behindProxy.close());
  }

  private HttpResponse<Buffer> login(Map<String, String> headers) {
    var request = client.post(outerPort, address, "/login");
    headers.forEach(request::putHeader);
    return await(request.send());
  }
}
