package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Gives a session another id whose elevation has lapsed: an id that was worth more than it is now
 * must not go on. Row F8.
 *
 * <p>Happens before the route of the first request runs that finds the level lapsed, see {@link
 * LoadedRotation}. Of the other requests at that moment none has the level any more.
 */
final class Elevation {

  private Elevation() {}

  /**
   * Rotates the id of a session that was just loaded, and whose level has lapsed.
   *
   * @return the same session: while the new id can't be stored, the session goes on without its
   *     level and the next request tries again. Fails as {@link LoadedRotation#store} does
   */
  static Future<RedisSession> rotateBack(
      CommitRules rules, RoutingContext ctx, RedisSession session) {
    String level = session.elevation().storedLevel();
    session.elevation().lapse();
    return LoadedRotation.store(
        rules,
        session,
        () -> {
          rules.audit.meters().count(Count.ELEVATION_LAPSED);
          JsonObject details = new JsonObject().put("elevation", level).put("reason", "lapsed");
          rules.audit.report(AuditEvent.PRIVILEGE_LOWERED, ctx, details);
        });
  }
}
