package io.github.redsessions.login;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many logins at once, whose passwords take their time. Row B10. */
class LoginFloodIT extends AccountsFixture {

  /** Fewer than may wait for their turn. */
  private static final int LOGINS = 40;

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config
        .getJsonObject("login")
        .put("throttle", new JsonObject().put("addressPerMinute", 100_000));
    return config;
  }

  @Test
  void b10_whileAFloodOfPasswordsIsHashed_otherRoutesAreServed() {
    Browser alice = loggedIn("alice");
    WebClient client =
        WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(LOGINS));
    AtomicInteger pending = new AtomicInteger(LOGINS);
    List<Future<HttpResponse<Buffer>>> flood =
        IntStream.range(0, LOGINS)
            .mapToObj(i -> guess(client, "nobody " + i))
            .map(answer -> answer.onComplete(a -> pending.decrementAndGet()))
            .toList();

    int servedMeanwhile = 0;
    do {
      assertThat(alice.get("/me").statusCode()).isEqualTo(200);
      servedMeanwhile += pending.get() > 0 ? 1 : 0;
    } while (pending.get() > 0);

    assertThat(servedMeanwhile).isPositive();
    assertThat(await(Future.all(flood)).<HttpResponse<Buffer>>list())
        .hasSize(LOGINS)
        .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(401));
  }

  private Future<HttpResponse<Buffer>> guess(WebClient client, String username) {
    return client
        .post(verticle.actualPort(), "127.0.0.1", "/login")
        .putHeader("Sec-Fetch-Site", "same-origin")
        .sendForm(
            MultiMap.caseInsensitiveMultiMap()
                .add("username", username)
                .add("password", "not-the-password-of-anybody"));
  }
}
