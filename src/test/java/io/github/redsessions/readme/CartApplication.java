package io.github.redsessions.readme;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;

/** The snippet that the README shows between the two marks; {@link ReadmeIT} runs it. */
public class CartApplication extends VerticleBase {

  // README begin
  @Override
  public Future<?> start() {
    return RedisSessions.open(vertx, config()).compose(this::listen);
  }

  private Future<?> listen(RedisSessions sessions) {
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router.get("/cart").handler(ctx -> ctx.json(ctx.session().data().get("cart")));
    router
        .post("/cart/:item")
        .handler(
            ctx -> {
              ctx.session().putIfAbsent("cart", new JsonArray());
              ctx.session().<JsonArray>get("cart").add(ctx.pathParam("item"));
              ctx.end();
            });
    router // behind your own check of the credentials
        .post("/login/:name")
        .handler(
            ctx ->
                sessions
                    .logIn(ctx, User.fromName(ctx.pathParam("name")))
                    .onComplete(v -> ctx.redirect("/cart"), ctx::fail));
    router
        .post("/logout")
        .handler(ctx -> sessions.logOut(ctx).onComplete(v -> ctx.redirect("/cart"), ctx::fail));
    return vertx.createHttpServer().requestHandler(router).listen(8080);
  }
  // README end
}
