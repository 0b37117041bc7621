package io.github.redsessions.login;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionInfo;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Who may go on, and what the others are told: 401 for who isn't logged in, with the form for a
 * browser; 403 for who has no right or has to give the password again.
 */
final class Access {

  /** The role of who may see and end the sessions of others. */
  static final String ADMIN = "admin";

  /** The level of a session whose user has just given the password again. */
  static final String ELEVATED = "admin";

  private static final String STATUS = "/admin/status";

  private final RedisSessions sessions;
  private final InstantSource clock;

  Access(RedisSessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Goes on with a user. */
  void user(RoutingContext ctx) {
    if (ctx.user() == null) {
      notLoggedIn(ctx);
    } else {
      ctx.next();
    }
  }

  /** Tells a client without a user to log in: a browser gets the form, which leads back here. */
  void notLoggedIn(RoutingContext ctx) {
    if (Answers.wantsJson(ctx)) {
      Answers.error(ctx, 401, "Not logged in.");
    } else {
      String next = ctx.request().method().equals(HttpMethod.GET) ? ctx.request().uri() : null;
      Answers.page(
          ctx,
          401,
          Pages.login(sessions.config().login().hint(), "Log in to go on.", LocalPath.of(next)));
    }
  }

  /** Tells whether the user has proven who they are recently, by a login or by an elevation. */
  boolean isFresh(RoutingContext ctx) {
    Instant since = clock.instant().minus(sessions.config().login().fresh());
    return isElevated(ctx)
        || sessions
            .sessionOf(ctx)
            .map(SessionInfo::authenticatedAt)
            .filter(at -> at.isAfter(since))
            .isPresent();
  }

  boolean isElevated(RoutingContext ctx) {
    return sessions.level(ctx).filter(ELEVATED::equals).isPresent();
  }

  /** Tells a user to give the password again; a browser gets a link, which leads back. */
  void stale(RoutingContext ctx, String next) {
    sessions.audit(AuditEvent.ACCESS_DENIED, ctx, new JsonObject().put("reason", "stale"));
    String message = "Give your password again first.";
    if (Answers.wantsJson(ctx)) {
      Answers.error(ctx, 403, message + " POST /elevate takes it.");
    } else {
      Answers.page(ctx, 403, AccountPages.stale(message, next));
    }
  }

  /** Goes on with an elevated administrator. */
  void admin(RoutingContext ctx) {
    if (!SignedIn.rolesOf(ctx.user()).contains(ADMIN)) {
      sessions.audit(AuditEvent.ACCESS_DENIED, ctx, new JsonObject().put("role", ADMIN));
      Answers.error(ctx, 403, "This is for administrators.");
    } else if (!isElevated(ctx)) {
      stale(ctx, ctx.normalizedPath().equals(STATUS) ? STATUS : "/admin/sessions");
    } else {
      ctx.next();
    }
  }
}
