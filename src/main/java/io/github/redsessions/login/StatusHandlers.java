package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/**
 * How this server is, for an elevated administrator. Nothing of it costs Redis a command: what
 * isn't known in this process isn't shown. Confined to one event loop.
 */
final class StatusHandlers {

  private final RedisSessions sessions;
  private final InstantSource clock;
  private final StatusHistory history = new StatusHistory();

  private StatusHandlers(RedisSessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Begins to take figures, until the verticle of the current context is undeployed. */
  static StatusHandlers start(Vertx vertx, RedisSessions sessions, InstantSource clock) {
    StatusHandlers handlers = new StatusHandlers(sessions, clock);
    handlers.sample();
    vertx.setPeriodic(StatusHistory.INTERVAL_MS, timer -> handlers.sample());
    return handlers;
  }

  private void sample() {
    history.add(StatusPoint.of(clock.millis(), sessions.status()));
  }

  void show(RoutingContext ctx) {
    JsonObject status = sessions.status();
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, status.put("history", points()));
    } else {
      Answers.page(
          ctx, 200, StatusPage.page(status, history.until(StatusPoint.of(clock.millis(), status))));
    }
  }

  private JsonArray points() {
    JsonArray points = new JsonArray();
    for (StatusPoint point : history.points()) {
      points.add(
          new JsonObject()
              .put("millis", point.millis())
              .put("activeSessions", point.activeSessions())
              .put("activeUsers", point.activeUsers())
              .put("logins", point.logins())
              .put("failedLogins", point.failedLogins())
              .put("failures", point.failures())
              .put("commands", point.commands().count()));
    }
    return points;
  }
}
