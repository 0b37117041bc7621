package io.github.redsessions.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;

/**
 * Hands requests to a router with a response that waits for the session.
 *
 * <p>Public because {@code RedisSessions} offers it; applications call {@code guard} there.
 *
 * @param router what answers the requests
 */
public record ResponseGuard(Handler<HttpServerRequest> router)
    implements Handler<HttpServerRequest> {

  @Override
  public void handle(HttpServerRequest request) {
    router.handle(new GuardedRequest((HttpServerRequestInternal) request));
  }
}
