package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a session another id whose elevation has lapsed: an id that was worth more than it is now
 * must not go on. Row F8.
 *
 * <p>Happens before the route of the first request runs that finds the level lapsed, so that the
 * new id is stored before anything can leave with it. Of requests that find it at the same time one
 * stores a new id and its response carries the cookie. The others found a session that was alive:
 * they keep what they read, without the level, and send no cookie; what they write is refused like
 * that of any request whose id was rotated away meanwhile.
 */
final class Elevation {

  private static final Logger LOG = LoggerFactory.getLogger(Elevation.class);

  private Elevation() {}

  /**
   * Rotates the id of a session that was just loaded, and whose level has lapsed.
   *
   * @return the same session: while the new id can't be stored, the session goes on without its
   *     level and the next request tries again. Fails with {@code HttpException(503)}, its cause a
   *     {@link SessionNotReplicatedException}, when the new id is stored and too few replicas have
   *     it: the answer has to carry the cookie all the same, for the old id is over
   */
  static Future<RedisSession> rotateBack(
      CommitRules rules, RoutingContext ctx, RedisSession session) {
    String level = session.elevation().storedLevel();
    session.elevation().lapse();
    return rules
        .store
        .put(session)
        .transform(
            (v, e) -> {
              boolean notReplicated =
                  e != null && e.getCause() instanceof SessionNotReplicatedException;
              if (e == null || notReplicated) {
                rules.audit.meters().count(Count.ELEVATION_LAPSED);
                JsonObject details =
                    new JsonObject().put("elevation", level).put("reason", "lapsed");
                rules.audit.report(AuditEvent.PRIVILEGE_LOWERED, ctx, details);
              } else {
                LOG.debug("Another request gave {} a new id, or Redis can't", session.handle(), e);
                session.keepId(e instanceof SessionGoneException);
              }
              return notReplicated
                  ? Future.failedFuture(e)
                  : Future.<RedisSession>succeededFuture(session);
            });
  }
}
