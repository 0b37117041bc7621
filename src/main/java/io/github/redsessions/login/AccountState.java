package io.github.redsessions.login;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks the account up of each request that has a user, so that what an administrator changes in it
 * counts from the next request on: all sessions of an account that is disabled or gone end, and a
 * session whose account has other roles gets them, and a new id. Source: OWASP ASVS 5.0 7.4.2,
 * 8.3.2, row L7. Without an {@link AccountStore} it lets everything through.
 */
final class AccountState {

  private final RedisSessions sessions;
  private final @Nullable AccountStore accounts;
  private final Access access;

  AccountState(RedisSessions sessions, AuthenticationProvider accounts, Access access) {
    this.sessions = sessions;
    this.accounts = accounts instanceof AccountStore store ? store : null;
    this.access = access;
  }

  /** Goes on with a user whose account is as it was, or without one. */
  void check(RoutingContext ctx) {
    User user = ctx.user();
    String userId = user == null ? null : user.subject();
    if (accounts == null || user == null || userId == null) {
      ctx.next();
      return;
    }
    AccountStore store = accounts;
    // A store may complete its future anywhere.
    Context context = ctx.vertx().getOrCreateContext();
    Future.succeededFuture()
        .compose(start -> store.account(userId))
        .onComplete(
            found -> context.runOnContext(go -> found(ctx, user, userId, found)),
            failure -> context.runOnContext(go -> notFound(ctx, failure)));
  }

  /** Nobody passes while the store can't tell; a defect of it is an error of ours, and logged. */
  private static void notFound(RoutingContext ctx, Throwable failure) {
    boolean cantTell = failure instanceof HttpException http && http.getStatusCode() >= 500;
    ctx.fail(cantTell ? new HttpException(503, failure) : failure);
  }

  private void found(RoutingContext ctx, User user, String userId, Optional<Account> found) {
    if (found.isEmpty() || found.get().disabled()) {
      end(ctx, userId);
      return;
    }
    Set<String> before = SignedIn.rolesOf(user);
    Set<String> now = new TreeSet<>(found.get().roles());
    if (before.equals(now)) {
      ctx.next();
    } else {
      changeRoles(ctx, user, before, now);
    }
  }

  /** No request of this user passes, whether the sessions can be ended or not. */
  private void end(RoutingContext ctx, String userId) {
    sessions
        .revokeAll(ctx, userId)
        .compose(ended -> SessionEnd.logOut(sessions, ctx))
        .onSuccess(done -> access.notLoggedIn(ctx))
        .onFailure(ctx::fail);
  }

  private void changeRoles(RoutingContext ctx, User user, Set<String> before, Set<String> now) {
    boolean isMore = now.containsAll(before);
    SignedIn.setRoles(user, now);
    // What was proven for other roles is not proven for fewer.
    Future<Void> stored =
        isMore || sessions.level(ctx).isEmpty()
            ? sessions.rotate(ctx)
            : sessions.dropElevation(ctx);
    stored
        .onSuccess(
            done -> {
              sessions.audit(
                  isMore ? AuditEvent.PRIVILEGE_RAISED : AuditEvent.PRIVILEGE_LOWERED,
                  ctx,
                  new JsonObject()
                      .put("reason", "roles")
                      .put("before", new JsonArray(before.stream().toList()))
                      .put("after", new JsonArray(now.stream().toList())));
              ctx.next();
            })
        .onFailure(
            failure -> {
              if (SessionEnd.isGone(failure)) {
                // Another request of this session had the same to do, and its answer has the id.
                Answers.error(ctx, 409, "The session has changed meanwhile. Try again.");
              } else {
                ctx.fail(failure);
              }
            });
  }
}
