package io.github.redsessions.examples.cart;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * A shopping cart that several tabs of a browser fill at the same moment. Each line of the cart is
 * an attribute of its own, and requests that change different attributes both survive: one
 * attribute with the whole cart in it would keep what the slowest tab wrote.
 */
public final class CartExample extends VerticleBase {

  private static final String LINE = "cart.";

  private final int port;
  HttpServer server;

  CartExample(int port) {
    this.port = port;
  }

  @Override
  public Future<?> start() {
    JsonObject config =
        new JsonObject(
            """
            {"redis": {"mode": "embedded"}, "cookie": {"name": "sid", "secure": false}}
            """);
    return RedisSessions.open(vertx, config).compose(this::listen);
  }

  private Future<HttpServer> listen(RedisSessions sessions) {
    Router router = Router.router(vertx);
    router.route().handler(sessions.handler());
    router.put("/cart/:item/:quantity").handler(this::put);
    router.get("/cart").handler(ctx -> ctx.json(cart(ctx)));
    server = vertx.createHttpServer().requestHandler(sessions.guard(router));
    return server.listen(port, "127.0.0.1");
  }

  /** Takes a moment, as asking the warehouse would: long enough for other tabs to come between. */
  private void put(RoutingContext ctx) {
    int quantity = Integer.parseInt(ctx.pathParam("quantity"));
    vertx.setTimer(
        100,
        asked -> {
          ctx.session().put(LINE + ctx.pathParam("item"), quantity);
          ctx.json(cart(ctx));
        });
  }

  private static JsonObject cart(RoutingContext ctx) {
    JsonObject cart = new JsonObject();
    ctx.session()
        .data()
        .forEach(
            (name, value) -> {
              if (name.startsWith(LINE)) {
                cart.put(name.substring(LINE.length()), value);
              }
            });
    return cart;
  }

  public static void main(String[] args) {
    Vertx.vertx().deployVerticle(new CartExample(8080)).await();
    System.out.println("http://127.0.0.1:8080/cart");
  }
}
