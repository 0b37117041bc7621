package io.github.redsessions.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class MigrationExampleTest {

  private final Vertx vertx = Vertx.vertx();
  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();
  private RedisServer redis;
  private URI before;
  private URI after;

  @BeforeEach
  void start() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    redis = RedisServer.builder().port(port).build();
    redis.start();
    HttpServer old = OldApplication.start(vertx, "redis://127.0.0.1:" + port);
    MigrationExample example = new MigrationExample("redis://127.0.0.1:" + port, 0);
    vertx.deployVerticle(example).await();
    before = URI.create("http://127.0.0.1:" + old.actualPort() + "/");
    after = URI.create("http://127.0.0.1:" + example.server.actualPort() + "/");
  }

  @AfterEach
  void stop() throws IOException {
    vertx.close().await();
    redis.stop();
  }

  @Test
  void userOfTheStockStore_isLoggedInAfterTheChange_withTheAttributes() throws Exception {
    assertThat(get(before.resolve("login"), true).body()).isEqualTo("ann");

    assertThat(get(after, false).body()).isEqualTo("ann likes tea");
    assertThat(get(after, false).body()).isEqualTo("ann likes tea");
    assertThat(cookies.getCookieStore().getCookies())
        .extracting(HttpCookie::getName)
        .containsExactly("sid");
  }

  /** What was taken over is gone there, so that a logout here leaves nothing behind. */
  @Test
  void oldSession_isGone() throws Exception {
    get(before.resolve("login"), true);
    HttpCookie old = cookies.getCookieStore().getCookies().get(0);
    assertThat(get(after, false).body()).isEqualTo("ann likes tea");
    cookies.getCookieStore().removeAll();
    cookies.getCookieStore().add(after, old);

    assertThat(get(after, false).body()).isEqualTo("nobody likes null");
  }

  @Test
  void visitorWithoutUser_keepsTheAttributes() throws Exception {
    get(before, false);

    assertThat(get(after, false).body()).isEqualTo("nobody likes tea");
    assertThat(get(after, false).body()).isEqualTo("nobody likes tea");
  }

  @Test
  void cookieThatNoStockStoreMade_asksForNothing() throws Exception {
    HttpCookie forged = new HttpCookie("vertx-web.session", "vs:e");
    forged.setPath("/");
    forged.setVersion(0);
    cookies.getCookieStore().add(after, forged);

    assertThat(get(after, false).body()).isEqualTo("nobody likes null");
  }

  private HttpResponse<String> get(URI uri, boolean asAnn) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (asAnn) {
      String credentials = Base64.getEncoder().encodeToString("ann:secret".getBytes());
      request.header("Authorization", "Basic " + credentials);
    }
    return browser.send(request.build(), BodyHandlers.ofString());
  }
}
