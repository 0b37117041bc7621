package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A small application behind a session handler: what users write in their routers. */
abstract class WebFixture {

  final String prefix = RandomPrefix.next();
  Vertx vertx;
  RedisSessions sessions;
  Router router;
  int port;
  private SessionHandler stock;

  RedisServer server() {
    return RedisServer.shared();
  }

  JsonObject config() {
    return TestConfig.of(server(), prefix)
        .put("cookie", new JsonObject().put("name", "sid").put("secure", false));
  }

  RedisSessions open() {
    return await(RedisSessions.open(vertx, config()));
  }

  SessionHandler sessionHandler() {
    return sessions.handler();
  }

  /** The handler of vertx-web over the same store. */
  final SessionHandler stockHandler() {
    if (stock == null) {
      stock = SessionHandler.create(sessions.store()).setSessionCookieName("sid");
    }
    return stock;
  }

  Handler<HttpServerRequest> requestHandler() {
    return router;
  }

  @BeforeEach
  void startApplication() {
    vertx = Vertx.vertx();
    sessions = open();
    router = Router.router(vertx);
    router.get("/static").handler(ctx -> ctx.end("static"));
    router.route().handler(sessionHandler());
    router.get("/untouched").handler(ctx -> ctx.end("untouched"));
    router.get("/read").handler(ctx -> ctx.end(String.valueOf(ctx.session().<Object>get("n"))));
    router.get("/put").handler(this::put);
    router
        .get("/who")
        .handler(ctx -> ctx.end(ctx.user() == null ? "nobody" : ctx.user().subject()));
    router.post("/login").handler(ctx -> answer(ctx, sessions.logIn(ctx, User.fromName("alice"))));
    router
        .post("/login-put")
        .handler(
            ctx ->
                sessions
                    .logIn(ctx, User.fromName("alice"))
                    .onSuccess(v -> ctx.session().put("n", "after"))
                    .onComplete(v -> ctx.end(), ctx::fail));
    router.post("/logout").handler(ctx -> answer(ctx, sessions.logOut(ctx)));
    router.post("/rotate").handler(ctx -> answer(ctx, sessions.rotate(ctx)));
    routes(router);
    port =
        await(vertx.createHttpServer().requestHandler(requestHandler()).listen(0, "127.0.0.1"))
            .actualPort();
  }

  void routes(Router router) {}

  @AfterEach
  void stopApplication() {
    await(sessions.close());
    await(vertx.close());
  }

  Browser browser() {
    return new Browser(vertx, port);
  }

  @SuppressWarnings("unchecked")
  List<Object> keys() {
    return (List<Object>) server().command("KEYS", prefix + ":*");
  }

  @SuppressWarnings("unchecked")
  List<Object> records() {
    return (List<Object>) server().command("KEYS", prefix + ":s:*");
  }

  static void answer(RoutingContext ctx, Future<Void> change) {
    change.onComplete(v -> ctx.end(), ctx::fail);
  }

  private void put(RoutingContext ctx) {
    ctx.session().put("n", ctx.request().getParam("n"));
    sessionHandler().flush(ctx).onComplete(v -> ctx.end(), ctx::fail);
  }
}
