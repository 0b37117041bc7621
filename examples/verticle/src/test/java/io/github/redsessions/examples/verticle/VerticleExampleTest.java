package io.github.redsessions.examples.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class VerticleExampleTest {

  private final Vertx vertx = Vertx.vertx();
  private final String origin = "http://127.0.0.1:" + VerticleExample.deploy(vertx, 0).actualPort();
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @Test
  void demo_logsInAndOut() throws Exception {
    assertThat(me().statusCode()).isEqualTo(401);

    assertThat(post("/login", "username=demo&password=correct-horse-battery-staple").statusCode())
        .isEqualTo(303);
    assertThat(me().body()).isEqualTo("{\"user\":\"demo\"}");

    post("/logout", "");
    assertThat(me().statusCode()).isEqualTo(401);
    vertx.close().await();
  }

  private HttpResponse<String> me() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + "/me"))
            .header("Accept", "application/json")
            .build();
    return browser.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String form)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", origin)
            .POST(BodyPublishers.ofString(form))
            .build();
    return browser.send(request, BodyHandlers.ofString());
  }
}
