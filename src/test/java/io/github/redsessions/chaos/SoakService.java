package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.login.LoginVerticle;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The application of a long run: all that a real one does with its sessions, with a near cache,
 * encryption of both modes, reads of a replica and sockets, behind the guard, and the login service
 * beside it. Its configuration is the first line of its standard input; it ends with that input.
 */
final class SoakService {

  /** What it can be told to leak, so that a check can be seen to notice. */
  private static final Map<String, Object> LEAKED = new ConcurrentHashMap<>();

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(4));

  /** With a near cache, and encrypted with a key of the servers. */
  private final RedisSessions app;

  /** The same sessions for counting. */
  private final RedisSessions strict;

  /** Sessions that end soon, encrypted with the secret in the cookie. */
  private final RedisSessions brief;

  private final String leak;

  private SoakService(JsonObject config) {
    app = await(RedisSessions.open(vertx, config.getJsonObject("app")));
    strict = await(RedisSessions.open(vertx, config.getJsonObject("strict")));
    brief = await(RedisSessions.open(vertx, config.getJsonObject("brief")));
    leak = config.getString("leak", "");
    await(
        vertx.deployVerticle(
            new LoginVerticle(), new DeploymentOptions().setConfig(config.getJsonObject("login"))));
    await(
        vertx
            .createHttpServer()
            .requestHandler(app.guard(router()))
            .listen(config.getInteger("port"), "127.0.0.1"));
  }

  /** Serves until the standard input ends. */
  public static void main(String[] args) throws IOException {
    ServiceMain.serve(SoakService::new);
  }

  private Router router() {
    Router router = Router.router(vertx);
    router.route().failureHandler(SoakService::failed);
    router.get("/vitals").handler(this::vitals);
    router.get("/lazy").handler(app.lazyHandler());
    router.get("/lazy").handler(this::lazy);
    router.route("/app/*").handler(app.handler());
    router.route("/strict/*").handler(strict.handler());
    router.route("/brief/*").handler(brief.handler());
    router.get("/app/login").handler(ctx -> logIn(app, ctx));
    router.get("/brief/login").handler(ctx -> logIn(brief, ctx));
    router.get("/brief/visit").handler(SoakService::visit);
    router.route().handler(ServiceMain::requireUser);
    router.get("/app/read").handler(SoakService::read);
    router.get("/brief/read").handler(SoakService::read);
    router.get("/app/put").handler(SoakService::put);
    router.get("/brief/put").handler(SoakService::put);
    router.get("/app/cart").handler(SoakService::fillCart);
    router.get("/strict/increment").handler(SoakService::increment);
    router.get("/app/rotate").handler(done(app::rotate));
    router
        .get("/app/elevate")
        .handler(done(ctx -> app.elevate(ctx, "high", Duration.ofMillis(1_500))));
    router.get("/app/drop").handler(done(app::dropElevation));
    router.get("/app/logout").handler(done(app::logOut));
    router.get("/app/list").handler(done(ctx -> app.sessionsOf(ctx.user().subject())));
    router.get("/app/revoke_others").handler(done(app::revokeOthers));
    router.get("/app/revoke_all").handler(done(ctx -> app.revokeAll(ctx, ctx.user().subject())));
    router.get("/app/socket").handler(this::socket);
    return router;
  }

  private void logIn(RedisSessions sessions, RoutingContext ctx) {
    sessions
        .logIn(ctx, User.fromName(ctx.request().getParam("user")))
        .onComplete(
            v -> {
              leak(ctx);
              ctx.json(new JsonObject());
            },
            ctx::fail);
  }

  private void leak(RoutingContext ctx) {
    if (leak.equals("sessions")) {
      LEAKED.put(ctx.session().id(), ctx.session());
    } else if (leak.equals("buffers")) {
      ByteBufAllocator.DEFAULT.directBuffer(2_000);
    }
  }

  /** Somebody without a login. */
  private static void visit(RoutingContext ctx) {
    ctx.session().put("page", ctx.request().path());
    ctx.json(new JsonObject());
  }

  private static void read(RoutingContext ctx) {
    ctx.json(new JsonObject().put("user", ctx.user().subject()).put("a", ctx.session().get("a")));
  }

  private static void put(RoutingContext ctx) {
    ctx.session().put("a", ctx.request().getParam("value"));
    ctx.json(new JsonObject());
  }

  /** Changes a value in place, and takes some of it away when it is too much. */
  private static void fillCart(RoutingContext ctx) {
    ctx.session().putIfAbsent("cart", new JsonArray());
    JsonArray cart = ctx.session().get("cart");
    if (cart.size() > 20) {
      ctx.session().remove("cart");
    } else {
      cart.add(new JsonObject().put("item", "book").put("count", 1));
    }
    ctx.json(new JsonObject());
  }

  private static void increment(RoutingContext ctx) {
    Integer n = ctx.session().get("n");
    ctx.session().put("n", n == null ? 1 : n + 1);
    ctx.json(new JsonObject());
  }

  private void lazy(RoutingContext ctx) {
    app.load(ctx)
        .onComplete(
            session -> ctx.json(new JsonObject().put("known", ctx.user() != null)), ctx::fail);
  }

  private static Handler<RoutingContext> done(Function<RoutingContext, Future<?>> change) {
    return ctx -> change.apply(ctx).onComplete(v -> ctx.json(new JsonObject()), ctx::fail);
  }

  /** Answers messages, each of which is stored. */
  private void socket(RoutingContext ctx) {
    app.webSocket(ctx)
        .onComplete(
            socket ->
                socket.textMessageHandler(
                    text -> {
                      ctx.session().put("message", text);
                      app.store()
                          .put(ctx.session())
                          .onComplete(v -> socket.writeTextMessage("stored"), e -> socket.close());
                    }),
            ctx::fail);
  }

  private void vitals(RoutingContext ctx) {
    vertx.executeBlocking(Vitals::take, false).onComplete(ctx::json, ctx::fail);
  }

  private static void failed(RoutingContext ctx) {
    int status = ServiceMain.statusOf(ctx);
    if (status >= 500) {
      System.out.println("failed: " + ctx.request().path() + ": " + ctx.failure());
    }
    ctx.response().setStatusCode(status).end();
  }
}
