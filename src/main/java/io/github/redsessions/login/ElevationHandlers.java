package io.github.redsessions.login;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.login.PasswordCheck.Outcome;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Elevation: who gives the password again may do for a while what a stolen session may not. Source:
 * OWASP ASVS 5.0 7.5.1, 7.5.3, rows F2, F8.
 */
final class ElevationHandlers {

  private final RedisSessions sessions;
  private final Reauthentication reauthentication;
  private final Access access;

  ElevationHandlers(RedisSessions sessions, Reauthentication reauthentication, Access access) {
    this.sessions = sessions;
    this.reauthentication = reauthentication;
    this.access = access;
  }

  void form(RoutingContext ctx) {
    page(ctx, 200, null, LoginHandlers.wish(ctx));
  }

  void elevate(RoutingContext ctx) {
    RequestFields fields = RequestFields.of(ctx, "password");
    String password = fields.text("password", LoginForm.MAX_PASSWORD_LENGTH);
    String next = LocalPath.of(fields.optional(LoginForm.NEXT));
    if (password == null) {
      refuse(ctx, 400, fields.problems(), next);
      return;
    }
    reauthentication
        .of(ctx, password)
        .onSuccess(outcome -> checked(ctx, outcome, next))
        .onFailure(ctx::fail);
  }

  private void checked(RoutingContext ctx, Outcome outcome, String next) {
    Duration retryAfter = outcome.retryAfter();
    if (retryAfter != null) {
      sessions.audit(
          AuditEvent.LOGIN_THROTTLED,
          ctx,
          new JsonObject().put("reason", "elevation").put("retryAfter", retryAfter.toSeconds()));
      Answers.retryAfter(ctx, retryAfter);
      refuse(ctx, 429, Answers.tooMany(retryAfter), next);
    } else if (outcome.user() == null) {
      sessions.audit(AuditEvent.LOGIN_FAILED, ctx, new JsonObject().put("reason", "elevation"));
      refuse(ctx, 403, "Wrong password.", next);
    } else {
      Duration duration = sessions.config().login().elevation();
      sessions
          .elevate(ctx, Access.ELEVATED, duration)
          .onSuccess(done -> elevated(ctx, duration, next))
          .onFailure(failure -> notStored(ctx, failure));
    }
  }

  private void elevated(RoutingContext ctx, Duration duration, String next) {
    if (Answers.wantsJson(ctx)) {
      Answers.json(
          ctx,
          200,
          new JsonObject().put("level", Access.ELEVATED).put("forMs", duration.toMillis()));
    } else {
      Answers.seeOther(ctx, next);
    }
  }

  /** Ends it; where there is none, or it has lapsed, nothing is left to do. */
  void drop(RoutingContext ctx) {
    if (!access.isElevated(ctx)) {
      Answers.done(ctx, LocalPath.HOME);
      return;
    }
    sessions
        .dropElevation(ctx)
        .onSuccess(done -> Answers.done(ctx, LocalPath.HOME))
        .onFailure(failure -> notStored(ctx, failure));
  }

  /** A session that ended meanwhile is logged out. */
  private void notStored(RoutingContext ctx, Throwable failure) {
    if (SessionEnd.isGone(failure)) {
      access.notLoggedIn(ctx);
    } else {
      ctx.fail(failure);
    }
  }

  private void refuse(RoutingContext ctx, int status, String message, String next) {
    if (Answers.wantsJson(ctx)) {
      Answers.error(ctx, status, message);
    } else {
      page(ctx, status, message, next);
    }
  }

  private void page(RoutingContext ctx, int status, @Nullable String message, String next) {
    String name = SignedIn.loginName(ctx.user());
    String token = CsrfToken.of(ctx.session());
    Answers.page(
        ctx,
        status,
        AccountPages.elevation(
            name == null ? "" : name, access.isElevated(ctx), message, next, token));
  }
}
