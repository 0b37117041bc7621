package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The first request after an elevation has a new id before its route runs, and then fails. */
class LapsedLevelIT extends WebFixture {

  private final MutableClock clock = new MutableClock();

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config.getJsonObject("session").put("concurrency", "strict");
    return config;
  }

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @Override
  Handler<HttpServerRequest> requestHandler() {
    return sessions.guard(router);
  }

  @Override
  void routes(Router router) {
    router
        .post("/elevate")
        .handler(ctx -> answer(ctx, sessions.elevate(ctx, "admin", Duration.ofMinutes(1))));
    router.get("/conflict").handler(this::conflict);
  }

  private void conflict(RoutingContext ctx) {
    sessions
        .store()
        .get(ctx.session().value())
        .compose(
            other -> {
              other.put("n", "elsewhere");
              return sessions.store().put(other);
            })
        .onSuccess(v -> ctx.session().put("n", "here"))
        .onComplete(v -> ctx.end(), ctx::fail);
  }

  @Test
  void f8_aConflictAfterwards_doesNotLogTheUserOut() {
    Browser browser = browser();
    browser.post("/login");
    browser.post("/elevate");
    clock.advance(Duration.ofMinutes(2));

    assertThat(browser.get("/conflict").statusCode()).isEqualTo(409);

    assertThat(browser.get("/who").bodyAsString()).isEqualTo("alice");
  }
}
