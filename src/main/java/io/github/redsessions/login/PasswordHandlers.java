package io.github.redsessions.login;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.login.PasswordCheck.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The change of one's own password. It takes the current one (403 without it), ends all other
 * sessions of the user and gives this one a new id. Source: OWASP ASVS 5.0 6.2.3, 7.4.3, rows B11,
 * F2, L6.
 */
final class PasswordHandlers {

  private static final String WRONG = "The current password is missing or wrong.";
  private static final String HALF_DONE =
      "The password is changed, but your other sessions could not be ended. End them in the list of"
          + " your sessions.";

  private final RedisSessions sessions;
  private final AccountStore accounts;
  private final Reauthentication reauthentication;

  PasswordHandlers(
      RedisSessions sessions, AccountStore accounts, Reauthentication reauthentication) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.reauthentication = reauthentication;
  }

  void form(RoutingContext ctx) {
    page(ctx, 200, null);
  }

  void change(RoutingContext ctx) {
    RequestFields fields = RequestFields.of(ctx, "current and new");
    String current = fields.optional("current");
    String userId = ctx.user().subject();
    if (current == null || userId == null) {
      refuse(ctx, 403, "current", WRONG);
      return;
    }
    String chosen = fields.text("new", LoginForm.MAX_PASSWORD_LENGTH);
    if (chosen == null) {
      refuse(ctx, 400, "new", fields.problems());
      return;
    }
    reauthentication
        .of(ctx, current)
        .onSuccess(outcome -> checked(ctx, userId, chosen, outcome))
        .onFailure(ctx::fail);
  }

  private void checked(RoutingContext ctx, String userId, String chosen, Outcome outcome) {
    Duration retryAfter = outcome.retryAfter();
    if (retryAfter != null) {
      Answers.retryAfter(ctx, retryAfter);
      refuse(ctx, 429, "throttled", Answers.tooMany(retryAfter));
    } else if (outcome.user() == null) {
      refuse(ctx, 403, "current", WRONG);
    } else {
      store(userId, chosen)
          .onSuccess(done -> changed(ctx))
          .onFailure(failure -> notChanged(ctx, failure));
    }
  }

  /** A store may throw, and complete its future anywhere. */
  private Future<Void> store(String userId, String chosen) {
    Context context = Vertx.currentContext();
    Promise<Void> here = Promise.promise();
    Future.succeededFuture()
        .compose(start -> accounts.changePassword(userId, chosen))
        .onComplete(
            done -> context.runOnContext(go -> here.complete()),
            failure -> context.runOnContext(go -> here.fail(failure)));
    return here.future();
  }

  private void notChanged(RoutingContext ctx, Throwable failure) {
    if (failure instanceof PasswordRefusedException) {
      refuse(ctx, 400, "policy", "new: " + failure.getMessage());
    } else if (failure instanceof HttpException http && http.getStatusCode() == 404) {
      refuse(ctx, 404, "account", "There is no such account any more.");
    } else {
      ctx.fail(failure);
    }
  }

  /** Whoever has another session may be who the password was changed for. */
  private void changed(RoutingContext ctx) {
    sessions.audit(AuditEvent.PASSWORD_CHANGED, ctx, new JsonObject());
    sessions
        .revokeOthers(ctx)
        .compose(ended -> sessions.rotate(ctx))
        .onSuccess(done -> Answers.done(ctx, LocalPath.HOME))
        .onFailure(
            failure -> {
              Answers.retryAfter(ctx, Duration.ofSeconds(1));
              Answers.error(ctx, 503, HALF_DONE);
            });
  }

  private void refuse(RoutingContext ctx, int status, String reason, String message) {
    sessions.audit(AuditEvent.PASSWORD_CHANGE_FAILED, ctx, new JsonObject().put("reason", reason));
    if (Answers.wantsJson(ctx)) {
      Answers.error(ctx, status, message);
    } else {
      page(ctx, status, message);
    }
  }

  private static void page(RoutingContext ctx, int status, @Nullable String message) {
    String name = SignedIn.loginName(ctx.user());
    Answers.page(
        ctx,
        status,
        AccountPages.password(name == null ? "" : name, message, CsrfToken.of(ctx.session())));
  }
}
