package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is refused for want of a connection to Redis, however many requests come at once. */
class ManyRequestsIT extends WebFixture {

  private static final int AT_ONCE = 2_000;

  @Test
  void twoThousandRequestsAtOnce_allFindTheirSession() {
    Browser browser = browser();
    browser.post("/login");
    String cookie = "sid=" + browser.cookie("sid");
    HttpClient client =
        vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(AT_ONCE)).build();

    List<Future<String>> bodies = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      bodies.add(
          client
              .request(HttpMethod.GET, port, "127.0.0.1", "/who")
              .compose(request -> request.putHeader("Cookie", cookie).send())
              .compose(HttpClientResponse::body)
              .map(Object::toString));
    }

    for (Future<String> body : bodies) {
      assertThat(await(body)).isEqualTo("alice");
    }
  }
}
