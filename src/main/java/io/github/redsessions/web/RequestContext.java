package io.github.redsessions.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * The context of a request, for what may be asked for from any other: there alone a request and its
 * session may be touched. Vert.x gives it away through one exported, internal class only.
 */
final class RequestContext {

  private final ContextInternal context;

  private RequestContext(ContextInternal context) {
    this.context = context;
  }

  static RequestContext of(RoutingContext ctx) {
    return new RequestContext(((HttpServerRequestInternal) ctx.request()).context());
  }

  /** Runs something there: at once, if the caller is there. */
  void run(Runnable action) {
    context.emit(v -> action.run());
  }

  /** Makes a promise whose future completes there. */
  <T> Promise<T> promise() {
    return context.promise();
  }

  <T> Future<T> succeeded(T value) {
    return context.succeededFuture(value);
  }

  <T> Future<T> failed(Throwable cause) {
    return context.failedFuture(cause);
  }
}
