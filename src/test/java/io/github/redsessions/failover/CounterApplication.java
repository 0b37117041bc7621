package io.github.redsessions.failover;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts in each visitor's session, and answers only what is stored. */
final class CounterApplication implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final RedisSessions sessions;
  private final int port;

  /** Each is a user of their own: of one user only so many sessions may live. */
  private final AtomicInteger visitors = new AtomicInteger();

  CounterApplication(JsonObject redis, String prefix) {
    JsonObject config =
        new JsonObject()
            .put("redis", redis)
            .put("session", new JsonObject().put("prefix", prefix))
            .put("cookie", new JsonObject().put("name", "sid").put("secure", false));
    sessions = await(RedisSessions.open(vertx, config));
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .post("/login")
        .handler(
            ctx ->
                sessions
                    .logIn(ctx, User.fromName("visitor " + visitors.incrementAndGet()))
                    .onComplete(v -> ctx.end("0"), ctx::fail));
    router
        .post("/logout")
        .handler(ctx -> sessions.logOut(ctx).onComplete(v -> ctx.end("out"), ctx::fail));
    router.post("/count").handler(this::count);
    port =
        await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1")).actualPort();
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    await(sessions.close());
    await(vertx.close());
  }

  private void count(RoutingContext ctx) {
    if (ctx.user() == null) {
      ctx.response().setStatusCode(401).end();
      return;
    }
    int before = ctx.session().get("n") == null ? 0 : ctx.session().<Integer>get("n");
    ctx.session().put("n", before + 1);
    sessions.handler().flush(ctx).onComplete(v -> ctx.end(before + 1 + ""), ctx::fail);
  }
}
