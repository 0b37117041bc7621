package io.github.redsessions.bench.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;

/**
 * The routes of every contender. The session is that of the classic article, a number, a text and a
 * list, and a counter besides: {@code user_id}, {@code email}, {@code cart} and {@code seen}.
 */
final class Routes {

  static final String USER_ID = "user_id";
  static final String EMAIL = "email";
  static final String CART = "cart";
  static final String SEEN = "seen";

  /** How many attributes share the filling of a large session. */
  private static final int FILLERS = 10;

  private final Application application;

  private Routes(Application application) {
    this.application = application;
  }

  static Router withSessions(Router router, Application application) {
    Routes routes = new Routes(application);
    application.install(router);
    router.post("/start").handler(Routes::start);
    router.get("/plain").handler(Routes::plain);
    router.get("/read").handler(Routes::read);
    router.post("/change").handler(Routes::change);
    router.post("/login").handler(routes::logIn);
    return router;
  }

  /** The same answer without a session: what a request costs at least. */
  static Router without(Router router) {
    router.post("/start").handler(ctx -> ctx.end("{}"));
    router.get("/plain").handler(Routes::plain);
    router.get("/read").handler(ctx -> answer(ctx, 7, "reader7@example.com", cart(), 200));
    return router;
  }

  private static void plain(RoutingContext ctx) {
    answer(ctx, 0, "", new JsonArray(), 200);
  }

  /** Puts the four attributes. */
  static void fill(Session session, int user) {
    session.put(USER_ID, user);
    session.put(EMAIL, "reader" + user + "@example.com");
    session.put(CART, cart());
    session.put(SEEN, 0);
  }

  private static void start(RoutingContext ctx) {
    int user = number(ctx, "user");
    int filling = number(ctx, "filling");
    Session session = ctx.session();
    fill(session, user);
    for (int i = 0; filling > 0 && i < FILLERS; i++) {
      session.put("note" + i, "n".repeat(filling / FILLERS));
    }
    ctx.end("{}");
  }

  private static void read(RoutingContext ctx) {
    Session session = ctx.session();
    Integer user = session.get(USER_ID);
    if (user == null) {
      answer(ctx, 0, "", new JsonArray(), 401);
    } else {
      answer(ctx, user, session.get(EMAIL), session.get(CART), 200);
    }
  }

  private static void change(RoutingContext ctx) {
    Session session = ctx.session();
    Integer seen = session.get(SEEN);
    if (seen == null) {
      answer(ctx, 0, "", new JsonArray(), 401);
    } else {
      session.put(SEEN, seen + 1);
      answer(ctx, seen, "", new JsonArray(), 200);
    }
  }

  private void logIn(RoutingContext ctx) {
    int user = number(ctx, "user");
    application
        .logIn(ctx, user)
        .onComplete(done -> answer(ctx, user, "", new JsonArray(), 200), ctx::fail);
  }

  private static void answer(
      RoutingContext ctx, int user, String email, JsonArray cart, int status) {
    JsonObject body =
        new JsonObject().put("user", user).put("email", email).put("items", cart.size());
    ctx.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }

  private static JsonArray cart() {
    return new JsonArray()
        .add(new JsonObject().put("sku", "book-1").put("quantity", 1))
        .add(new JsonObject().put("sku", "pen-22").put("quantity", 3));
  }

  private static int number(RoutingContext ctx, String name) {
    return Integer.parseInt(ctx.request().getParam(name));
  }
}
