package io.github.redsessions.examples.router;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** Sessions in the router of an application: the lines of {@link #start()} are all it takes. */
public final class RouterExample extends VerticleBase {

  /** A Redis of its own, and a cookie that browsers take over plain HTTP: for development. */
  static final JsonObject CONFIG =
      new JsonObject(
          """
          {"redis": {"mode": "embedded"}, "cookie": {"name": "sid", "secure": false}}
          """);

  private final int port;
  HttpServer server;

  RouterExample(int port) {
    this.port = port;
  }

  @Override
  public Future<?> start() {
    return RedisSessions.open(vertx, CONFIG)
        .compose(
            sessions -> {
              Router router = Router.router(vertx);
              router.route().handler(sessions.handler());
              router
                  .get("/")
                  .handler(
                      ctx -> {
                        Integer visits = ctx.session().get("visits");
                        ctx.session().put("visits", visits == null ? 1 : visits + 1);
                        ctx.end("Visit " + ctx.session().get("visits") + "\n");
                      });
              server = vertx.createHttpServer().requestHandler(sessions.guard(router));
              return server.listen(port, "127.0.0.1");
            });
  }

  public static void main(String[] args) {
    Vertx.vertx().deployVerticle(new RouterExample(8080)).await();
    System.out.println("http://127.0.0.1:8080");
  }
}
