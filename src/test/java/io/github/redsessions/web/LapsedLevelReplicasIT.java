package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.Replicated;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An elevation that lapses while too few replicas are there. Rows D6, F8. */
class LapsedLevelReplicasIT extends WebFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final Replicated pair = Replicated.start();
  private final MutableClock clock = new MutableClock();

  @Override
  RedisServer server() {
    return pair.primary();
  }

  @Override
  JsonObject config() {
    return Replicated.durably(super.config(), 300);
  }

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @Override
  void routes(Router router) {
    router
        .post("/elevate")
        .handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", Duration.ofMinutes(1))));
  }

  @AfterEach
  void stopServers() {
    pair.close();
  }

  @Test
  void f8_theUserStaysLoggedIn_underACookieOfTheAnswer() {
    Browser browser = browser();
    eventually(BOUND, () -> assertThat(browser.post("/login").statusCode()).isEqualTo(200));
    eventually(BOUND, () -> assertThat(browser.post("/elevate").statusCode()).isEqualTo(200));
    String elevated = browser.cookie("sid");
    clock.advance(Duration.ofMinutes(2));
    pair.replica().freeze();
    try {
      HttpResponse<Buffer> answer = browser.get("/who");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
      assertThat(answer.cookies()).hasSize(1);
      assertThat(browser.cookie("sid")).isNotEqualTo(elevated);
      // Nothing is left to be rotated.
      assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
    } finally {
      pair.replica().thaw();
    }
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }
}
