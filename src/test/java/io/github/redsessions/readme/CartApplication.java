package io.github.redsessions.readme;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;

/** Holds the snippet that the README shows between the two marks; {@link ReadmeIT} runs it. */
public class CartApplication extends VerticleBase {

  private final int port = 0;
  private HttpServer server;

  int port() {
    return server.actualPort();
  }

  // README begin
  @Override
  public Future<?> start() {
    return RedisSessions.open(vertx, config()).compose(this::listen);
  }

  private Future<?> listen(RedisSessions sessions) {
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router
        .post("/cart/:item")
        .handler(
            ctx -> {
              ctx.session().putIfAbsent("cart", new JsonArray());
              ctx.session().<JsonArray>get("cart").add(ctx.pathParam("item"));
              ctx.json(ctx.session().get("cart"));
            });
    router // after your own check of the password
        .post("/login/:name")
        .handler(
            ctx ->
                sessions
                    .logIn(ctx, User.fromName(ctx.pathParam("name")))
                    .onComplete(v -> ctx.end("Hello " + ctx.user().subject()), ctx::fail));
    router
        .post("/logout")
        .handler(ctx -> sessions.logOut(ctx).onComplete(v -> ctx.end("Bye"), ctx::fail));
    server = vertx.createHttpServer().requestHandler(router);
    return server.listen(port);
  }
  // README end
}
