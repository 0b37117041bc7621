package io.github.redsessions.examples.migration;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.redis.RedisSessionStore;
import io.vertx.redis.client.Redis;

/** An application that had its sessions in the stock Redis store, after the change. */
public final class MigrationExample extends VerticleBase {

  private final String redis;
  private final int port;
  HttpServer server;

  MigrationExample(String redis, int port) {
    this.redis = redis;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    JsonObject config =
        new JsonObject()
            .put("redis", new JsonObject().put("endpoints", new JsonArray().add(redis)))
            .put("cookie", new JsonObject().put("name", "sid").put("secure", false));
    return RedisSessions.open(vertx, config)
        .compose(
            sessions -> {
              RedisSessionStore old =
                  RedisSessionStore.create(vertx, Redis.createClient(vertx, redis));
              Router router = Router.router(vertx);
              router.route().handler(sessions.handler());
              // Until the idle timeout of the old sessions has passed after the last old server
              // ended.
              router
                  .route()
                  .handler(
                      new OldSessions(sessions, old, SessionHandler.DEFAULT_SESSION_COOKIE_NAME));
              router
                  .get("/")
                  .handler(
                      ctx ->
                          ctx.end(
                              (ctx.user() == null ? "nobody" : ctx.user().subject())
                                  + " likes "
                                  + ctx.session().get("likes")));
              router
                  .post("/logout")
                  .handler(ctx -> sessions.logOut(ctx).onComplete(gone -> ctx.end(), ctx::fail));
              server = vertx.createHttpServer().requestHandler(sessions.guard(router));
              return server.listen(port, "127.0.0.1");
            });
  }

  public static void main(String[] args) {
    String redis = System.getenv().getOrDefault("REDIS_URL", "redis://127.0.0.1:6379");
    Vertx.vertx().deployVerticle(new MigrationExample(redis, 8080)).await();
    System.out.println("http://127.0.0.1:8080");
  }
}
