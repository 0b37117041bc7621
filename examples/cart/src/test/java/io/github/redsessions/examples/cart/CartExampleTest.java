package io.github.redsessions.examples.cart;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CartExampleTest {

  private static final int TABS = 20;

  @Test
  void tabs_thatFillTheCartAtTheSameMoment_loseNothing() throws Exception {
    Vertx vertx = Vertx.vertx();
    CartExample example = new CartExample(0);
    vertx.deployVerticle(example).await();
    URI shop = URI.create("http://127.0.0.1:" + example.server.actualPort() + "/cart/");
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    browser.send(put(shop.resolve("item0/1")), BodyHandlers.discarding());

    List<CompletableFuture<HttpResponse<Void>>> tabs =
        IntStream.range(1, TABS)
            .mapToObj(tab -> put(shop.resolve("item" + tab + "/" + (tab + 1))))
            .map(request -> browser.sendAsync(request, BodyHandlers.discarding()))
            .toList();
    assertThat(tabs).allSatisfy(tab -> assertThat(tab.join().statusCode()).isEqualTo(200));

    String cart =
        browser
            .send(HttpRequest.newBuilder(shop.resolve("../cart")).build(), BodyHandlers.ofString())
            .body();
    JsonObject expected = new JsonObject();
    IntStream.range(0, TABS).forEach(tab -> expected.put("item" + tab, tab + 1));
    assertThat(new JsonObject(cart)).isEqualTo(expected);
    vertx.close().await();
  }

  private static HttpRequest put(URI uri) {
    return HttpRequest.newBuilder(uri).PUT(BodyPublishers.noBody()).build();
  }
}
