package io.github.redsessions.login;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;

/** The start page, who is logged in, and the token for clients that are no browsers. */
final class HomeHandlers {

  /** Makes an anonymous session one that is stored. */
  private static final String CSRF = "redsessions.login.csrf";

  private final boolean hasPasswords;

  /** Takes whether passwords can be changed here. */
  HomeHandlers(boolean hasPasswords) {
    this.hasPasswords = hasPasswords;
  }

  void home(RoutingContext ctx) {
    User user = ctx.user();
    if (user == null) {
      Answers.page(ctx, 200, Pages.home());
    } else {
      boolean isAdmin = SignedIn.rolesOf(user).contains(Access.ADMIN);
      Answers.page(
          ctx,
          200,
          AccountPages.home(
              SignedIn.nameOf(user), CsrfToken.of(ctx.session()), hasPasswords, isAdmin));
    }
  }

  void me(RoutingContext ctx) {
    Answers.json(ctx, 200, new JsonObject().put("user", SignedIn.nameOf(ctx.user())));
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
}
