package io.github.redsessions.login;

import io.github.redsessions.LoginThrottle;
import io.github.redsessions.LoginThrottle.Attempt;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a password: asks the throttle first, so that a guess too many is not even hashed (row B3),
 * and gives one and the same answer whatever is wrong (row B5).
 */
final class PasswordCheck {

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private final LoginThrottle throttle;
  private final AuthenticationProvider accounts;

  PasswordCheck(LoginThrottle throttle, AuthenticationProvider accounts) {
    this.throttle = throttle;
    this.accounts = accounts;
  }

  /**
   * What came of it: a user, or nobody, or nobody yet.
   *
   * @param user null unless the password was right
   * @param retryAfter when to come back, null unless there were too many attempts
   */
  record Outcome(@Nullable User user, @Nullable Duration retryAfter) {

    static final Outcome WRONG = new Outcome(null, null);
  }

  /**
   * Checks it.
   *
   * @param ctx the request
   * @param account under which name the attempt counts
   * @return the outcome, on the caller's context; fails when Redis or the provider can't tell
   */
  Future<Outcome> of(RoutingContext ctx, String account, UsernamePasswordCredentials credentials) {
    return throttle
        .attempt(account, ctx)
        .compose(
            attempt ->
                attempt.isAllowed()
                    ? allowed(attempt, credentials)
                    : Future.succeededFuture(new Outcome(null, attempt.retryAfter())));
  }

  private Future<Outcome> allowed(Attempt attempt, UsernamePasswordCredentials credentials) {
    return authenticate(credentials)
        .compose(
            user -> user == null ? Future.succeededFuture(Outcome.WRONG) : right(attempt, user));
  }

  private Future<Outcome> right(Attempt attempt, User user) {
    return throttle
        .succeeded(attempt)
        .map(new Outcome(user, null))
        .recover(
            failure ->
                failure instanceof CredentialValidationException
                    ? Future.succeededFuture(Outcome.WRONG)
                    : Future.failedFuture(failure));
  }

  /** Gives null for any refusal; a provider may throw, and complete its future anywhere. */
  private Future<@Nullable User> authenticate(UsernamePasswordCredentials credentials) {
    Context context = Vertx.currentContext();
    Promise<@Nullable User> here = Promise.promise();
    Future.succeededFuture()
        .compose(start -> accounts.authenticate(credentials))
        .onComplete(
            user -> context.runOnContext(go -> here.complete(user)),
            failure -> context.runOnContext(go -> refused(here, failure)));
    return here.future();
  }

  private static void refused(Promise<@Nullable User> here, Throwable failure) {
    if (failure instanceof HttpException http && http.getStatusCode() >= 500) {
      here.fail(failure);
    } else {
      LOG.debug("Password refused: {}", failure.getClass().getName());
      here.complete(null);
    }
  }
}
