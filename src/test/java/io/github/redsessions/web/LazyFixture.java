package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import java.time.Duration;
import java.util.function.Function;

/** Routes behind the handler that loads nothing until the session is asked for. */
abstract class LazyFixture extends WebFixture {

  static final Duration BOUND = Duration.ofSeconds(10);

  @Override
  SessionHandler sessionHandler() {
    return sessions.lazyHandler();
  }

  @Override
  void routes(Router router) {
    router.get("/load").handler(loaded(session -> session.get("n")));
    router
        .get("/load-put")
        .handler(
            ctx ->
                loadedPut(ctx)
                    .compose(session -> sessions.commit(ctx))
                    .onComplete(v -> ctx.end("put"), ctx::fail));
    router
        .get("/head-put")
        .handler(ctx -> loadedPut(ctx).onComplete(session -> ctx.end("put"), ctx::fail));
    router
        .get("/who-loaded")
        .handler(ctx -> sessions.load(ctx).onComplete(session -> who(ctx), ctx::fail));
    router.errorHandler(
        500, ctx -> ctx.response().setStatusCode(500).end(ctx.failure().getMessage()));
  }

  Handler<RoutingContext> loaded(Function<Session, Object> answer) {
    return ctx ->
        sessions
            .load(ctx)
            .onComplete(
                session -> {
                  assertThat(ctx.session()).isSameAs(session);
                  ctx.end(String.valueOf(answer.apply(session)));
                },
                ctx::fail);
  }

  Future<Session> loadedPut(RoutingContext ctx) {
    return sessions.load(ctx).map(session -> session.put("n", ctx.request().getParam("n")));
  }

  void who(RoutingContext ctx) {
    ctx.end(ctx.user() == null ? "nobody" : ctx.user().subject());
  }

  /** A client that has a session already, with n = 1. */
  Browser visitor() {
    Browser browser = browser();
    browser.get("/load-put?n=1");
    assertThat(browser.cookie("sid")).isNotNull();
    return browser;
  }
}
