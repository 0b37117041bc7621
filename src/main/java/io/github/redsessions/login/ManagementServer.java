package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The port for those who run the service: {@code GET /health/live}, {@code GET /health/ready} and
 * {@code GET /metrics}. No answer has an address, a user or a key of Redis.
 *
 * <p>Not by vertx-health-check: of two checks one is a constant, and the other has its form and its
 * time limit from the sessions. Row D1. Confined to one event loop.
 */
final class ManagementServer {

  private static final int IDLE_CONNECTION_SECONDS = 60;

  /** For an event loop that is busy, on top of the deadline of the command. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final JsonObject UP = JsonObject.of("status", "UP");
  private static final JsonObject NO_ANSWER =
      JsonObject.of("status", "DOWN", "reason", "unavailable");

  private final Vertx vertx;
  private final RedisSessions sessions;
  private final String registryName;
  private final Duration patience;
  private @Nullable Future<JsonObject> check;

  private ManagementServer(Vertx vertx, RedisSessions sessions, SessionsConfig config) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.registryName = config.metrics().registryName();
    this.patience = config.redis().commandTimeout().plus(GRACE);
  }

  /**
   * Starts to listen.
   *
   * @return the server; fails with a {@link ConfigException} if the port can't be taken
   */
  static Future<HttpServer> open(
      Vertx vertx, RedisSessions sessions, SessionsConfig config, int port) {
    ManagementServer handlers = new ManagementServer(vertx, sessions, config);
    String host = config.management().host();
    return vertx
        .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_CONNECTION_SECONDS))
        .requestHandler(handlers.router())
        .listen(port, host)
        .recover(
            failure ->
                Future.failedFuture(
                    new ConfigException(
                        List.of(
                            "management.host, management.port: found "
                                + host
                                + " port "
                                + port
                                + " ("
                                + failure.getMessage()
                                + "), allowed an address of this machine and a free port"))));
  }

  private Router router() {
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            ctx -> {
              ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
              ctx.next();
            });
    get(router, "/health/live").handler(ctx -> answer(ctx, UP));
    get(router, "/health/ready").handler(this::ready);
    get(router, "/metrics").handler(this::metrics);
    return router;
  }

  private static Route get(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  /** Who asks while a check is under way gets its answer: many probes are one command. */
  private void ready(RoutingContext ctx) {
    Future<JsonObject> running = check;
    if (running == null) {
      running =
          sessions
              .health()
              .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
              .otherwise(NO_ANSWER);
      check = running;
      running.onComplete(done -> check = null);
    }
    running.onSuccess(health -> answer(ctx, health));
  }

  private void metrics(RoutingContext ctx) {
    String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
    vertx
        .executeBlocking(
            () -> PrometheusMetrics.scrape(registryName, accept == null ? "" : accept), false)
        .onSuccess(
            text -> {
              if (text == null) {
                ctx.response()
                    .setStatusCode(404)
                    .end("There is no Prometheus registry: set metrics.enabled\n");
              } else {
                ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, text.type()).end(text.lines());
              }
            })
        .onFailure(ctx::fail);
  }

  private static void answer(RoutingContext ctx, JsonObject health) {
    ctx.response()
        .setStatusCode(health.getString("status").equals("UP") ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(health.encode());
  }
}
