package io.github.redsessions.web;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import org.jspecify.annotations.Nullable;

/**
 * A request that goes on with an {@link OutageSession}: its response must not be taken for what the
 * user's session would have made of it.
 *
 * <p>Its user may be logged in, so nothing may tell them that they aren't. A route that asks for a
 * user answers 401, 403 or with a redirection that may lead to a login: the client gets 503
 * instead, under whatever body the route wrote, for at the head of the response it can't be
 * replaced any more.
 */
final class OutageRequest {

  private static final String KEY = "io.github.redsessions.outage";
  private static final String RETRY_AFTER_SECONDS = "1";

  private final RoutingContext ctx;
  private final OutageSession session;

  private OutageRequest(RoutingContext ctx, OutageSession session) {
    this.ctx = ctx;
    this.session = session;
  }

  /** Tells whether a request may go on without its session. A WebSocket begins with a GET. */
  static boolean mayGoOn(RoutingContext ctx, OnOutage onOutage) {
    HttpMethod method = ctx.request().method();
    return onOutage == OnOutage.ANONYMOUS
        && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && !isWebSocket(ctx);
  }

  static boolean isWebSocket(RoutingContext ctx) {
    return "websocket".equalsIgnoreCase(ctx.request().getHeader(HttpHeaders.UPGRADE));
  }

  /** Finds out whether the request goes on without the session that it has; null if not. */
  static @Nullable OutageRequest of(RoutingContext ctx) {
    return ctx.get(KEY);
  }

  /**
   * Begins it: from now on neither the stock handler's flush nor its cookie is in the response.
   *
   * @param unstored a new session
   * @return the session that the route gets
   */
  static Session begin(RoutingContext ctx, Session unstored) {
    OutageSession session = new OutageSession(unstored);
    OutageRequest request = new OutageRequest(ctx, session);
    ctx.put(KEY, request);
    ctx.put(PrivilegeChanges.FLUSHED, true);
    request.watch();
    return session;
  }

  /** Tells the client to ask again soon. */
  static void retryLater(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  /** Looks at the head of the response; has to be called again after a reroute. */
  void watch() {
    ctx.addHeadersEndHandler(v -> atHead(ctx.response()));
  }

  private void atHead(HttpServerResponse response) {
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (session.isRenewed() || speaksOfTheUser(response.getStatusCode())) {
      response.setStatusCode(503).setStatusMessage("Service Unavailable");
      response.headers().remove("WWW-Authenticate").remove(HttpHeaders.LOCATION);
    }
    if (response.getStatusCode() == 503) {
      retryLater(ctx);
    }
  }

  /** Permanent redirections are the same for everybody, the others may lead to a login. */
  private static boolean speaksOfTheUser(int status) {
    return switch (status) {
      case 302, 303, 307, 401, 403 -> true;
      default -> false;
    };
  }
}
