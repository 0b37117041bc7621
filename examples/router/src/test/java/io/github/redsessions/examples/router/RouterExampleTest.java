package io.github.redsessions.examples.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class RouterExampleTest {

  @Test
  void visits_areCountedForEachBrowser() throws Exception {
    Vertx vertx = Vertx.vertx();
    RouterExample example = new RouterExample(0);
    vertx.deployVerticle(example).await();
    HttpRequest home =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + example.server.actualPort()))
            .build();
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    HttpClient another = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    assertThat(browser.send(home, BodyHandlers.ofString()).body()).isEqualTo("Visit 1\n");
    assertThat(browser.send(home, BodyHandlers.ofString()).body()).isEqualTo("Visit 2\n");
    assertThat(another.send(home, BodyHandlers.ofString()).body()).isEqualTo("Visit 1\n");
    vertx.close().await();
  }
}
