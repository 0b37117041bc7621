package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the routes do. No answer leaves before the change of the session is stored. */
final class LoginHandlers {

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private static final String CSRF = "redsessions.login.csrf";
  private static final String AUTHENTICATED = "redsessions.login.user";
  private static final String REFUSED = "Unknown username or wrong password.";
  private static final String GONE = "The session ended while you were logging in. Log in again.";

  private final RedisSessions sessions;
  private final AuthenticationProvider accounts;
  private final @Nullable String hint;

  LoginHandlers(RedisSessions sessions, AuthenticationProvider accounts, @Nullable String hint) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.hint = hint;
  }

  void home(RoutingContext ctx) {
    User user = ctx.user();
    Answers.page(
        ctx,
        200,
        user == null ? Pages.home() : AccountPages.home(nameOf(user), CsrfToken.of(ctx.session())));
  }

  void form(RoutingContext ctx) {
    List<String> next = ctx.queryParam(LoginForm.NEXT);
    Answers.page(
        ctx, 200, Pages.login(hint, null, LocalPath.of(next.size() == 1 ? next.get(0) : null)));
  }

  void me(RoutingContext ctx) {
    if (ctx.user() == null) {
      Answers.error(ctx, 401, "Not logged in.");
    } else {
      Answers.json(ctx, 200, new JsonObject().put("user", nameOf(ctx.user())));
    }
  }

  /**
   * Gives the token of the session. A client without one gets an anonymous session for it, which is
   * the one thing that a GET of this service stores: a token that is bound to nothing proves
   * nothing.
   */
  void csrf(RoutingContext ctx) {
    if (ctx.user() == null && ctx.session().isEmpty()) {
      ctx.session().put(CSRF, true);
    }
    Answers.json(ctx, 200, new JsonObject().put("token", CsrfToken.of(ctx.session())));
  }

  /**
   * Checks the credentials, before any session is looked up: a refused login costs no Redis command
   * and touches no session.
   */
  void authenticate(RoutingContext ctx) {
    LoginForm form = LoginForm.read(ctx);
    UsernamePasswordCredentials credentials = form.credentials();
    ctx.put(LoginForm.NEXT, form.next());
    if (credentials == null) {
      refuse(ctx, 400, String.valueOf(form.problem()));
      return;
    }
    // A provider may complete its future anywhere.
    Context context = ctx.vertx().getOrCreateContext();
    Future.succeededFuture()
        .compose(start -> accounts.authenticate(credentials))
        .onComplete(
            user -> context.runOnContext(go -> authenticated(ctx, user)),
            failure -> context.runOnContext(go -> notAuthenticated(ctx, failure)));
  }

  private void authenticated(RoutingContext ctx, @Nullable User user) {
    if (user == null) {
      refuse(ctx, 401, REFUSED);
    } else {
      ctx.put(AUTHENTICATED, user);
      ctx.next();
    }
  }

  private void notAuthenticated(RoutingContext ctx, Throwable failure) {
    if (failure instanceof HttpException http && http.getStatusCode() >= 500) {
      ctx.fail(failure);
    } else {
      LOG.debug("Login refused: {}", failure.getClass().getName());
      refuse(ctx, 401, REFUSED);
    }
  }

  /**
   * Logs the authenticated user in. Where the session ended meanwhile, in a logout of another tab
   * for instance, the user is not logged in and is asked to do it again (401).
   */
  void logIn(RoutingContext ctx) {
    User user = ctx.get(AUTHENTICATED);
    sessions
        .logIn(ctx, user)
        .onSuccess(done -> loggedIn(ctx, user))
        .onFailure(
            failure -> {
              if (isGone(failure)) {
                refuse(ctx, 401, GONE);
              } else {
                ctx.fail(failure);
              }
            });
  }

  private void loggedIn(RoutingContext ctx, User user) {
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, 200, new JsonObject().put("user", nameOf(user)));
    } else {
      Answers.seeOther(ctx, ctx.get(LoginForm.NEXT, LocalPath.HOME));
    }
  }

  /** Logs out; a session that has already ended is logged out. */
  void logOut(RoutingContext ctx) {
    sessions
        .logOut(ctx)
        .recover(
            failure -> isGone(failure) ? Future.succeededFuture() : Future.failedFuture(failure))
        .onSuccess(done -> loggedOut(ctx))
        .onFailure(ctx::fail);
  }

  private void loggedOut(RoutingContext ctx) {
    SecurityHeaders.forget(ctx);
    if (Answers.wantsJson(ctx)) {
      Answers.noContent(ctx);
    } else {
      Answers.seeOther(ctx, "/login");
    }
  }

  private void refuse(RoutingContext ctx, int status, String message) {
    if (Answers.wantsJson(ctx)) {
      Answers.json(ctx, status, new JsonObject().put("error", message));
    } else {
      Answers.page(
          ctx, status, Pages.login(hint, message, ctx.get(LoginForm.NEXT, LocalPath.HOME)));
    }
  }

  /** A provider of the application's own may make users without a subject. */
  private static String nameOf(User user) {
    String subject = user.subject();
    return subject == null ? "(unnamed)" : subject;
  }

  private static boolean isGone(Throwable failure) {
    return failure instanceof SessionGoneException
        || failure.getCause() instanceof SessionGoneException;
  }
}
