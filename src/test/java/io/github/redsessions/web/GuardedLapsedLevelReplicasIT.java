package io.github.redsessions.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** The same behind the guard, which clears what a response that it refuses has set. */
class GuardedLapsedLevelReplicasIT extends LapsedLevelReplicasIT {

  @Override
  Handler<HttpServerRequest> requestHandler() {
    return sessions.guard(router);
  }
}
