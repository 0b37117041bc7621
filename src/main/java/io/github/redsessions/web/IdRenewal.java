package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Gives a session another id because its own has been in use for {@code session.renewalTimeoutMs}:
 * a cookie that was copied is good for that long at most while its owner goes on. Source: OWASP
 * Session Management Cheat Sheet (Renewal Timeout), row T6.
 *
 * <p>Only where the client surely gets the new cookie, and nothing is bound to the old one: with a
 * GET or HEAD, for the forms of the page that sends anything else have tokens of the old id; not
 * with a WebSocket's handshake, for clients may ignore the cookie of a 101 (RFC 6265 section 3);
 * and not under an answer that can't set it. Any other request leaves it to the next one.
 */
final class IdRenewal {

  private IdRenewal() {}

  /**
   * Tells whether a session that was just loaded is to get another id. Without {@code
   * session.renewalTimeoutMs} this is one comparison.
   */
  static boolean isDue(CommitRules rules, RoutingContext ctx, RedisSession session) {
    return session.isRenewalDue()
        && isSafe(ctx.request().method())
        && !OutageRequest.isWebSocket(ctx)
        && !ctx.response().headWritten()
        && !ctx.response().closed()
        && rules.setsCookie(ctx);
  }

  private static boolean isSafe(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  /**
   * Rotates the id. One EVALSHA, and a WAIT where {@code redis.durability} asks for it.
   *
   * @return the same session; never fails, for nobody has to wait for a renewal: one that can't be
   *     stored is left to the next request, and one that too few replicas have counts
   */
  static Future<RedisSession> renew(CommitRules rules, RoutingContext ctx, RedisSession session) {
    session.ids().renewForAge();
    return LoadedRotation.store(rules, session, () -> report(rules, ctx, session))
        .otherwise(session);
  }

  private static void report(CommitRules rules, RoutingContext ctx, RedisSession session) {
    JsonObject details = new JsonObject().put("session", session.handle()).put("reason", "age");
    String user = session.user().subject();
    if (user != null) {
      details.put("user", user);
    }
    rules.audit.report(AuditEvent.SESSION_RENEWED, ctx, details);
  }
}
