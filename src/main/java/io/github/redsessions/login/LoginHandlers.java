package io.github.redsessions.login;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.LoginTicket;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.TooManySessionsException;
import io.github.redsessions.login.PasswordCheck.Outcome;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Login and logout. No answer leaves before the change of the session is stored. */
final class LoginHandlers {

  private static final String AUTHENTICATED = "redsessions.login.user";
  private static final String TICKET = "redsessions.login.ticket";
  private static final String REFUSED = "Unknown username or wrong password.";
  private static final String GONE = "The session ended while you were logging in. Log in again.";
  private static final String FULL =
      "You have too many sessions. End one of them, or wait until one has ended.";

  private final RedisSessions sessions;
  private final PasswordCheck passwords;

  LoginHandlers(RedisSessions sessions, PasswordCheck passwords) {
    this.sessions = sessions;
    this.passwords = passwords;
  }

  void form(RoutingContext ctx) {
    Answers.page(ctx, 200, Pages.login(sessions.config().login().hint(), null, wish(ctx)));
  }

  /** The local path that the query wishes, {@code /} without one. */
  static String wish(RoutingContext ctx) {
    List<String> next = ctx.queryParam(LoginForm.NEXT);
    return LocalPath.of(next.size() == 1 ? next.get(0) : null);
  }

  /**
   * Checks the credentials, before any session is looked up: a refused login touches none. The
   * ticket is older than the check, so that a revocation meanwhile counts (row L10).
   */
  void authenticate(RoutingContext ctx) {
    LoginForm form = LoginForm.read(ctx);
    UsernamePasswordCredentials credentials = form.credentials();
    ctx.put(LoginForm.NEXT, form.next());
    if (credentials == null) {
      refuse(ctx, 400, String.valueOf(form.problem()));
      return;
    }
    String username = credentials.getUsername();
    sessions
        .loginTicket()
        .compose(
            ticket -> {
              ctx.put(TICKET, ticket);
              return passwords.of(ctx, username, credentials);
            })
        .onSuccess(outcome -> authenticated(ctx, username, outcome))
        .onFailure(ctx::fail);
  }

  private void authenticated(RoutingContext ctx, String username, Outcome outcome) {
    User user = outcome.user();
    Duration retryAfter = outcome.retryAfter();
    JsonObject details = new JsonObject().put("user", username);
    if (user != null) {
      SignedIn.loggedInAs(user, username);
      ctx.put(AUTHENTICATED, user);
      ctx.next();
    } else if (retryAfter != null) {
      sessions.audit(
          AuditEvent.LOGIN_THROTTLED, ctx, details.put("retryAfter", retryAfter.toSeconds()));
      Answers.retryAfter(ctx, retryAfter);
      refuse(ctx, 429, Answers.tooMany(retryAfter));
    } else {
      sessions.audit(AuditEvent.LOGIN_FAILED, ctx, details.put("reason", "credentials"));
      refuse(ctx, 401, REFUSED);
    }
  }

  /**
   * Logs the authenticated user in. Where the session ended meanwhile, in a logout of another tab
   * for instance, or all sessions of the user did, the user is not logged in and is asked to do it
   * again (401). Where the user has too many, they are told (409).
   */
  void logIn(RoutingContext ctx) {
    User user = Objects.requireNonNull(ctx.<User>get(AUTHENTICATED));
    LoginTicket ticket = Objects.requireNonNull(ctx.<LoginTicket>get(TICKET));
    sessions
        .logIn(ctx, user, ticket)
        .onSuccess(done -> loggedIn(ctx, user))
        .onFailure(
            failure -> {
              if (SessionEnd.isGone(failure)) {
                refuse(ctx, 401, GONE);
              } else if (failure instanceof TooManySessionsException
                  || failure.getCause() instanceof TooManySessionsException) {
                refuse(ctx, 409, FULL);
              } else {
                ctx.fail(failure);
              }
            });
  }

  private void loggedIn(RoutingContext ctx, User user) {
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, new JsonObject().put("user", SignedIn.nameOf(user)));
    } else {
      Answers.seeOther(ctx, ctx.get(LoginForm.NEXT, LocalPath.HOME));
    }
  }

  void logOut(RoutingContext ctx) {
    SessionEnd.answerLogOut(sessions, ctx);
  }

  private void refuse(RoutingContext ctx, int status, String message) {
    if (Answers.wantsJson(ctx)) {
      Answers.error(ctx, status, message);
    } else {
      String next = ctx.get(LoginForm.NEXT, LocalPath.HOME);
      Answers.page(ctx, status, Pages.login(sessions.config().login().hint(), message, next));
    }
  }
}
