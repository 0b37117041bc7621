package io.github.redsessions.login;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** The end of the session of a request, on purpose or meanwhile. */
final class SessionEnd {

  private SessionEnd() {}

  /** Logs out; a session that has already ended is logged out. */
  static Future<Void> logOut(RedisSessions sessions, RoutingContext ctx) {
    return sessions
        .logOut(ctx)
        .recover(
            failure -> isGone(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
  }

  /** Logs out, and answers: with the login page for a browser, whose kept pages are forgotten. */
  static void answerLogOut(RedisSessions sessions, RoutingContext ctx) {
    logOut(sessions, ctx)
        .onSuccess(
            done -> {
              SecurityHeaders.forget(ctx);
              Answers.done(ctx, "/login");
            })
        .onFailure(ctx::fail);
  }

  static boolean isGone(Throwable failure) {
    return failure instanceof SessionGoneException
        || failure.getCause() instanceof SessionGoneException;
  }
}
