package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.Futures;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.Test;

/**
 * A login in two steps, as an application builds it: between them there is no user yet, only an
 * attribute of an anonymous session. Row F7.
 */
class SecondFactorIT extends WebFixture {

  private static final String PENDING = "pending";

  @Override
  void routes(Router router) {
    router
        .post("/password")
        .handler(
            ctx -> {
              ctx.session().put(PENDING, "alice");
              answer(ctx, sessions.commit(ctx));
            });
    router.post("/code").handler(this::code);
    router
        .get("/protected")
        .handler(ctx -> ctx.response().setStatusCode(ctx.user() == null ? 401 : 200).end());
    router.get("/pending").handler(ctx -> ctx.end("" + ctx.session().<String>get(PENDING)));
  }

  private void code(RoutingContext ctx) {
    String pending = ctx.session().get(PENDING);
    if (pending == null) {
      ctx.fail(403);
    } else {
      answer(ctx, sessions.logIn(ctx, User.fromName(pending)));
    }
  }

  @Test
  void f7_betweenTheFactors_nothingIsSeen_andTheSecondOneGivesAnotherId() {
    Browser browser = browser();
    assertThat(browser.post("/code").statusCode()).isEqualTo(403);

    browser.post("/password");
    String between = browser.cookie("sid");
    assertThat(browser.get("/protected").statusCode()).isEqualTo(401);
    assertThat(browser.get("/who").bodyAsString()).isEqualTo("nobody");
    assertThat(Futures.await(sessions.sessionsOf("alice"))).isEmpty();

    assertThat(browser.post("/code").statusCode()).isEqualTo(200);
    assertThat(browser.cookie("sid")).isNotEqualTo(between);
    assertThat(browser.get("/protected").statusCode()).isEqualTo(200);
    assertThat(browser.get("/pending").bodyAsString()).isEqualTo("null");
    Browser old = browser().setCookie("sid", between);
    assertThat(old.get("/protected").statusCode()).isEqualTo(401);
    assertThat(old.post("/code").statusCode()).isEqualTo(403);
  }
}
