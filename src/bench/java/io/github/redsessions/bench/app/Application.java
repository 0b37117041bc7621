package io.github.redsessions.bench.app;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.sstore.SessionStore;

/** How one contender keeps sessions. What the routes do with them is the same for all. */
interface Application {

  /** Where the sessions are. */
  SessionStore store();

  /** Puts the session handler before the routes. */
  void install(Router router);

  /** What the server calls. */
  default Handler<HttpServerRequest> entry(Router router) {
    return router;
  }

  /** Gives the session of the request a user and a new id. */
  default Future<Void> logIn(RoutingContext ctx, int user) {
    ctx.session().regenerateId();
    Routes.fill(ctx.session(), user);
    return Future.succeededFuture();
  }
}
