package io.github.redsessions.examples.twonodes;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** One of the two servers of the application, a process of its own: {@code Node port redisUri}. */
public final class Node {

  private Node() {}

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    int port = Integer.parseInt(args[0]);
    JsonObject config =
        new JsonObject(
            """
            {"redis": {"endpoints": ["%s"]}, "cookie": {"name": "sid", "secure": false}}
            """
                .formatted(args[1]));
    RedisSessions sessions = RedisSessions.open(vertx, config).await();
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .get("/")
        .handler(
            ctx -> {
              Integer visits = ctx.session().get("visits");
              ctx.session().put("visits", visits == null ? 1 : visits + 1);
              ctx.end("visit " + ctx.session().get("visits") + ", answered by node " + port);
            });
    vertx
        .createHttpServer()
        .requestHandler(sessions.guard(router))
        .listen(port, "127.0.0.1")
        .await();
    System.out.println("ready");
  }
}
