package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.junit5.VertxExtension;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The store under the stock handler, with the options that its own suite tries least. */
@ExtendWith(VertxExtension.class)
class StockHandlerOptionsIT {

  static Stream<Named<UnaryOperator<SessionHandler>>> options() {
    return Stream.of(
        Named.of("lazy", handler -> handler.setLazySession(true)),
        Named.of("signed", handler -> handler.setSigningSecret("a secret of the stock handler")),
        Named.of("min length 0", handler -> handler.setMinLength(0)),
        Named.of("min length 100", handler -> handler.setMinLength(100)),
        Named.of(
            "min length 1000, signed",
            handler -> handler.setMinLength(1_000).setSigningSecret("another one")),
        Named.of("timeout", handler -> handler.setSessionTimeout(60_000)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void sessionIsFoundAgainAndSurvivesARotation(UnaryOperator<SessionHandler> option, Vertx vertx) {
    RedisSessions sessions =
        await(RedisSessions.open(vertx, TestConfig.of(RedisServer.shared(), RandomPrefix.next())));
    SessionHandler handler =
        option.apply(SessionHandler.create(sessions.store()).setSessionCookieName("c"));
    Router router = Router.router(vertx);
    router.route().handler(handler);
    router
        .post("/count")
        .handler(
            ctx -> {
              Integer count = ctx.session().get("count");
              ctx.session().put("count", count == null ? 1 : count + 1).regenerateId();
              handler
                  .flush(ctx)
                  .onComplete(v -> ctx.end(ctx.session().get("count").toString()), ctx::fail);
            });
    int port = await(vertx.createHttpServer().requestHandler(router).listen(0)).actualPort();

    Browser browser = new Browser(vertx, port);
    for (int count = 1; count <= 3; count++) {
      String before = browser.cookie("c");
      assertThat(browser.post("/count").bodyAsString()).isEqualTo(String.valueOf(count));
      assertThat(browser.cookie("c")).isNotEqualTo(before);
    }
    await(sessions.close());
  }

  @Test
  void c6_idThatNoCookieCanCarry_isRefusedWhenItIsAskedFor(Vertx vertx) {
    String name = "n".repeat(128);
    JsonObject key = JsonObject.of("id", "k".repeat(32), "secret", "s".repeat(32));
    JsonObject config =
        TestConfig.of(RedisServer.shared(), RandomPrefix.next())
            .put("cookie", JsonObject.of("name", name, "signingKeys", JsonArray.of(key)));
    RedisSessions sessions = await(RedisSessions.open(vertx, config));

    assertThatThrownBy(() -> sessions.handler().setMinLength(3_800))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minLength is 3800; allowed is up to 3799");
    sessions.handler().setMinLength(3_799);
    String longest = sessions.store().createSession(60_000, 3_799).value();
    assertThat(name.length() + longest.length()).isBetween(3_990, 4_096);
    await(sessions.close());
  }
}
