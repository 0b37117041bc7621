package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionInfo;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.Secret;
import io.github.redsessions.config.SessionConfig;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The application of a service process: the routes of a login and of what sessions are used for,
 * behind the guard. Its configuration is the first line of its standard input; it ends with that
 * input, and so with the test that started it.
 */
final class ChaosService {

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final AtomicLong clockOffset = new AtomicLong();

  /** The same sessions twice: {@code merge} for everything but counting. */
  private final RedisSessions merge;

  private final RedisSessions strict;

  /** Sessions that end soon. */
  private final RedisSessions brief;

  private ChaosService(JsonObject config) {
    InstantSource clock = () -> Instant.now().plusMillis(clockOffset.get());
    merge = open(config, "merge", clock);
    strict = open(config, "strict", clock);
    brief = open(config, "brief", clock);
    await(
        vertx
            .createHttpServer()
            .requestHandler(merge.guard(router()))
            .listen(config.getInteger("port"), "127.0.0.1"));
  }

  private RedisSessions open(JsonObject config, String name, InstantSource clock) {
    return await(SessionsUnderTest.open(vertx, config.getJsonObject(name), clock));
  }

  /** Serves until the standard input ends. */
  public static void main(String[] args) throws IOException {
    ServiceMain.serve(ChaosService::new);
  }

  private Router router() {
    Router router = Router.router(vertx);
    router.route().failureHandler(ChaosService::failed);
    router.post("/clock/:offset").handler(this::setClock);
    router.post("/keys/:ids").handler(this::setKeys);
    router.post("/config").handler(this::reload);
    router.get("/sessions/:user").handler(this::list);
    router.route("/app/*").handler(merge.handler());
    router.route("/strict/*").handler(strict.handler());
    router.route("/brief/*").handler(brief.handler());
    router.post("/app/login").handler(ctx -> logIn(merge, ctx));
    router.post("/brief/login").handler(ctx -> logIn(brief, ctx));
    router.route().handler(ServiceMain::requireUser);
    router.post("/app/read").handler(ctx -> ctx.json(seen(ctx)));
    router.post("/brief/read").handler(ctx -> ctx.json(seen(ctx)));
    router.post("/app/put").handler(ChaosService::put);
    router.post("/app/slow").handler(this::slow);
    router.post("/app/remove").handler(ChaosService::remove);
    router.post("/strict/increment").handler(ChaosService::increment);
    router.post("/app/rotate").handler(done(merge::rotate));
    router
        .post("/app/elevate")
        .handler(done(ctx -> merge.elevate(ctx, "high", Duration.ofMillis(number(ctx, "ms")))));
    router.post("/app/logout").handler(done(merge::logOut));
    router.post("/app/revoke_all").handler(done(ctx -> merge.revokeAll(ctx, ctx.user().subject())));
    router.post("/app/revoke_others").handler(done(merge::revokeOthers));
    router.post("/app/change_password").handler(this::changePassword);
    return router;
  }

  private static void logIn(RedisSessions sessions, RoutingContext ctx) {
    sessions
        .logIn(ctx, User.fromName(ctx.request().getParam("user")))
        .onComplete(v -> ctx.json(new JsonObject()), ctx::fail);
  }

  private static void put(RoutingContext ctx) {
    JsonObject seen = seen(ctx);
    ctx.session().put(ctx.request().getParam("name"), ctx.request().getParam("value"));
    ctx.json(seen);
  }

  private void slow(RoutingContext ctx) {
    vertx.setTimer(number(ctx, "ms"), timer -> put(ctx));
  }

  private static void remove(RoutingContext ctx) {
    JsonObject seen = seen(ctx);
    ctx.session().remove(ctx.request().getParam("name"));
    ctx.json(seen);
  }

  private static void increment(RoutingContext ctx) {
    JsonObject seen = seen(ctx);
    int next = ctx.session().get("n") == null ? 1 : ctx.session().<Integer>get("n") + 1;
    ctx.session().put("n", next);
    ctx.json(new JsonObject().put("seen", seen.getJsonObject("seen")).put("count", next));
  }

  private static Handler<RoutingContext> done(Function<RoutingContext, Future<?>> change) {
    return ctx -> {
      JsonObject seen = seen(ctx);
      change.apply(ctx).onComplete(v -> ctx.json(seen), ctx::fail);
    };
  }

  /** As the login service does it when the new password is stored. Half of it is no conflict. */
  private void changePassword(RoutingContext ctx) {
    JsonObject seen = seen(ctx);
    merge
        .revokeOthers(ctx)
        .onFailure(ctx::fail)
        .onSuccess(
            ended ->
                merge
                    .rotate(ctx)
                    .onSuccess(v -> ctx.json(seen))
                    .onFailure(e -> ctx.response().setStatusCode(503).end()));
  }

  /** What the session held when the request found it. */
  private static JsonObject seen(RoutingContext ctx) {
    JsonObject seen = new JsonObject().put("user", ctx.user().subject());
    for (String name : List.of("a", "b", "n")) {
      Object value = ctx.session().get(name);
      if (value != null) {
        seen.put(name, value.toString());
      }
    }
    return new JsonObject().put("seen", seen);
  }

  private void list(RoutingContext ctx) {
    merge
        .sessionsOf(ctx.pathParam("user"))
        .map(list -> new JsonArray(list.stream().map(SessionInfo::handle).toList()))
        .onComplete(ctx::json, ctx::fail);
  }

  private void setClock(RoutingContext ctx) {
    clockOffset.set(Long.parseLong(ctx.pathParam("offset")));
    ctx.end();
  }

  /** Signs with the first key, and takes all. */
  private void setKeys(RoutingContext ctx) {
    List<SigningKey> keys =
        Stream.of(ctx.pathParam("ids").split(",", -1)).map(ChaosService::key).toList();
    List.of(merge, strict, brief).forEach(sessions -> sessions.signingKeys(keys));
    ctx.end();
  }

  /**
   * Takes another configuration, of which nothing may need a restart; 400 if it is wrong. Answers
   * with what counts then.
   */
  private void reload(RoutingContext ctx) {
    ctx.request()
        .body()
        .map(JsonObject::new)
        .compose(
            config ->
                Future.all(
                    merge.reload(config.getJsonObject("merge")),
                    strict.reload(config.getJsonObject("strict")),
                    brief.reload(config.getJsonObject("brief"))))
        .onSuccess(
            left ->
                ctx.response()
                    .setStatusCode(
                        left.<List<String>>list().stream().allMatch(List::isEmpty) ? 200 : 409))
        .onFailure(e -> ctx.response().setStatusCode(e instanceof ConfigException ? 400 : 500))
        .onComplete(ended -> ctx.end(inForce().encode()));
  }

  private JsonObject inForce() {
    SessionConfig session = merge.config().session();
    return new JsonObject()
        .put("idleTimeoutMs", session.idleTimeout().toMillis())
        .put("touchIntervalMs", session.touchInterval().toMillis())
        .put("rotationGraceMs", session.rotationGrace().toMillis())
        .put("signingKey", merge.config().cookie().signingKeys().get(0).id());
  }

  static SigningKey key(String id) {
    return new SigningKey(id, new Secret(secret(id)));
  }

  static String secret(String id) {
    return (id + "-").repeat(32);
  }

  private static void failed(RoutingContext ctx) {
    ctx.response().setStatusCode(ServiceMain.statusOf(ctx)).end(String.valueOf(ctx.failure()));
  }

  private static long number(RoutingContext ctx, String name) {
    return Long.parseLong(ctx.request().getParam(name));
  }
}
