package io.github.redsessions.bench.app;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import io.vertx.ext.web.sstore.SessionStore;
import io.vertx.ext.web.sstore.redis.RedisSessionStore;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;

/** Makes the contenders that are Vert.x applications. */
final class Applications {

  private static final String COOKIE = "sid";
  private static final int STOCK_POOL = 64;
  private static final int STOCK_WAITING = 20_000;

  private Applications() {}

  /**
   * Makes one.
   *
   * @param contender its name on the command line
   * @param vertx whose event loops it shares
   * @param database URI of the Redis of all contenders, or of PostgreSQL
   */
  static Future<Application> open(String contender, Vertx vertx, String database) {
    return switch (contender) {
      case "local" -> Future.succeededFuture(underStockHandler(LocalSessionStore.create(vertx)));
      case "stock" -> Future.succeededFuture(underStockHandler(stockStore(vertx, database)));
      case "postgres" -> TableStore.open(vertx, database).map(Applications::underStockHandler);
      case "store" ->
          RedisSessions.open(vertx, configuration(database, "store", false))
              .map(sessions -> underStockHandler(sessions.store()));
      case "guard" ->
          RedisSessions.open(vertx, configuration(database, "guard", false)).map(Guarded::new);
      case "near" ->
          RedisSessions.open(vertx, configuration(database, "near", true)).map(Guarded::new);
      default -> throw new IllegalArgumentException("no contender is called " + contender);
    };
  }

  private static SessionStore stockStore(Vertx vertx, String redis) {
    RedisOptions options =
        new RedisOptions()
            .setConnectionString(redis)
            .setMaxPoolSize(STOCK_POOL)
            .setMaxPoolWaiting(STOCK_WAITING);
    return RedisSessionStore.create(vertx, Redis.createClient(vertx, options));
  }

  private static Application underStockHandler(SessionStore store) {
    SessionHandler handler =
        SessionHandler.create(store)
            .setSessionCookieName(COOKIE)
            .setCookieHttpOnlyFlag(true)
            .setCookieSameSite(CookieSameSite.LAX)
            .setNagHttps(false);
    return new Stock(store, handler);
  }

  private static JsonObject configuration(String redis, String prefix, boolean near) {
    return new JsonObject()
        .put("redis", new JsonObject().put("endpoints", new JsonArray().add(redis)))
        .put("cookie", new JsonObject().put("name", COOKIE).put("secure", false))
        .put("nearCache", new JsonObject().put("enabled", near))
        .put(
            "session",
            new JsonObject()
                .put("prefix", prefix)
                // The load of unknown ids comes from one address.
                .put("unknownIdsPerMinute", 1_000_000)
                .put(
                    "keepOnLogin",
                    new JsonArray()
                        .add(Routes.USER_ID)
                        .add(Routes.EMAIL)
                        .add(Routes.CART)
                        .add(Routes.SEEN)));
  }

  private record Stock(SessionStore store, SessionHandler handler) implements Application {

    @Override
    public void install(Router router) {
      router.route().handler(handler);
    }
  }

  private record Guarded(RedisSessions sessions) implements Application {

    @Override
    public SessionStore store() {
      return sessions.store();
    }

    @Override
    public void install(Router router) {
      router.route().handler(sessions.handler());
    }

    @Override
    public Handler<HttpServerRequest> entry(Router router) {
      return sessions.guard(router);
    }

    @Override
    public Future<Void> logIn(RoutingContext ctx, int user) {
      Routes.fill(ctx.session(), user);
      return sessions.logIn(ctx, User.fromName("user " + user));
    }
  }
}
