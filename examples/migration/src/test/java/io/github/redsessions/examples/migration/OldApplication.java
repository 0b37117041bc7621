package io.github.redsessions.examples.migration;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BasicAuthHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.redis.RedisSessionStore;
import io.vertx.redis.client.Redis;

/** The application before the change: the stock store under the stock handler. */
final class OldApplication {

  private OldApplication() {}

  static HttpServer start(Vertx vertx, String redis) {
    RedisSessionStore store = RedisSessionStore.create(vertx, Redis.createClient(vertx, redis));
    AuthenticationProvider everybody =
        given ->
            Future.succeededFuture(
                User.fromName(((UsernamePasswordCredentials) given).getUsername()));
    Router router = Router.router(vertx);
    SessionHandler handler = SessionHandler.create(store);
    router.route().handler(handler);
    router.route("/login").handler(BasicAuthHandler.create(everybody));
    router
        .route()
        .handler(
            ctx -> {
              ctx.session().put("likes", "tea");
              String user = ctx.user() == null ? "nobody" : ctx.user().subject();
              // By itself the stock handler answers before it has stored anything.
              handler.flush(ctx).onComplete(stored -> ctx.end(user), ctx::fail);
            });
    return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
  }
}
