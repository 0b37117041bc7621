package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionInfo;
import io.github.redsessions.login.PasswordCheck.Outcome;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * Checks the password of who is logged in. Attempts count for the session and not for the account:
 * somebody who guesses at the login can't keep its user from changing the password, and somebody
 * who has stolen a session can't guess any faster (row B2).
 */
final class Reauthentication {

  /** No username begins with it, as far as the accounts file goes. */
  private static final String COUNTED_AS = "\u0001session ";

  private final RedisSessions sessions;
  private final PasswordCheck passwords;

  Reauthentication(RedisSessions sessions, PasswordCheck passwords) {
    this.sessions = sessions;
    this.passwords = passwords;
  }

  /**
   * Checks it.
   *
   * @param ctx the request, with a user
   * @return the outcome, with a user only if it is that of the request; fails when Redis or the
   *     provider can't tell
   */
  Future<Outcome> of(RoutingContext ctx, String password) {
    User user = ctx.user();
    String name = SignedIn.loginName(user);
    if (name == null || password.isEmpty() || password.length() > LoginForm.MAX_PASSWORD_LENGTH) {
      return Future.succeededFuture(Outcome.WRONG);
    }
    String session = sessions.sessionOf(ctx).map(SessionInfo::handle).orElse("");
    return passwords
        .of(ctx, COUNTED_AS + session, new UsernamePasswordCredentials(name, password))
        .map(
            outcome ->
                outcome.user() == null || Objects.equals(outcome.user().subject(), user.subject())
                    ? outcome
                    : Outcome.WRONG);
  }
}
