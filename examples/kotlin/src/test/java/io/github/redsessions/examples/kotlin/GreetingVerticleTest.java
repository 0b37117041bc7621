package io.github.redsessions.examples.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class GreetingVerticleTest {

  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @Test
  void coroutines_logInAndOut() throws Exception {
    Vertx vertx = Vertx.vertx();
    GreetingVerticle example = new GreetingVerticle(0);
    vertx.deployVerticle(example).await();
    URI home = URI.create("http://127.0.0.1:" + example.getServer().actualPort() + "/");

    assertThat(send(HttpRequest.newBuilder(home))).isEqualTo("Hello stranger\n");
    assertThat(send(post(home.resolve("login/ann")))).isEqualTo("Hello ann, 1 session(s)\n");
    assertThat(send(HttpRequest.newBuilder(home))).isEqualTo("Hello ann\n");
    assertThat(send(post(home.resolve("logout")))).isEqualTo("Bye\n");
    assertThat(send(HttpRequest.newBuilder(home))).isEqualTo("Hello stranger\n");
    vertx.close().await();
  }

  private static HttpRequest.Builder post(URI uri) {
    return HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody());
  }

  private String send(HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), BodyHandlers.ofString()).body();
  }
}
