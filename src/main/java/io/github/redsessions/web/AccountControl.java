package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.LoginTicket;
import io.github.redsessions.SessionInfo;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.RedisSessionStore;
import io.github.redsessions.store.UserSessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Elevation, and what a user or an administrator does to other sessions than that of the request.
 * Safe for use from any thread.
 *
 * <p>Public because {@code RedisSessions} offers these; applications call them there.
 */
public final class AccountControl {

  private static final int MAX_LEVEL_LENGTH = 64;
  private static final Duration MAX_DURATION = Duration.ofDays(400);

  private final UserSessions users;
  private final PrivilegeChanges changes;
  private final AuditTrail audit;

  /**
   * Creates the control.
   *
   * @param store where the sessions are kept
   * @param changes how the session of a request is changed
   * @param audit is told of what is done
   */
  public AccountControl(RedisSessionStore store, PrivilegeChanges changes, AuditTrail audit) {
    this.users = store.users();
    this.changes = changes;
    this.audit = audit;
  }

  /**
   * Says when a login begins.
   *
   * @return the ticket
   */
  public Future<LoginTicket> ticket() {
    return users.ticket();
  }

  /**
   * Gives the session a level for a while, under a new id.
   *
   * @param ctx the request
   * @param level the level
   * @param duration how long it lasts
   * @return completes when it is stored
   */
  public Future<Void> elevate(RoutingContext ctx, String level, Duration duration) {
    if (level.isBlank() || level.length() > MAX_LEVEL_LENGTH) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "level has "
                  + level.length()
                  + " characters; allowed are 1 to "
                  + MAX_LEVEL_LENGTH
                  + ", not all blank"));
    }
    if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(MAX_DURATION) > 0) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "duration is " + duration + "; allowed is one millisecond to 400 days"));
    }
    if (SessionRequest.isUnloaded(ctx)) {
      return SessionRequest.load(ctx).compose(session -> elevate(ctx, level, duration));
    }
    if (OutageRequest.of(ctx) == null && ctx.user() == null) {
      return Future.failedFuture(notLoggedIn());
    }
    return changes
        .change(
            ctx,
            session ->
                changes.rotated(ctx, session, null, s -> s.elevation().raise(level, duration)))
        .onSuccess(
            v ->
                audit.report(
                    AuditEvent.PRIVILEGE_RAISED,
                    ctx,
                    new JsonObject().put("elevation", level).put("ms", duration.toMillis())));
  }

  /**
   * Takes the level away, under a new id.
   *
   * @param ctx the request
   * @return completes when it is stored
   */
  public Future<Void> dropElevation(RoutingContext ctx) {
    if (SessionRequest.isUnloaded(ctx)) {
      return SessionRequest.load(ctx).compose(session -> dropElevation(ctx));
    }
    String level = level(ctx).orElse(null);
    return changes
        .change(ctx, session -> changes.rotated(ctx, session, null, s -> s.elevation().drop()))
        .onSuccess(
            v -> {
              JsonObject details =
                  new JsonObject().put("elevation", level).put("reason", "dropped");
              audit.report(AuditEvent.PRIVILEGE_LOWERED, ctx, details);
            });
  }

  /**
   * Tells the level of the session.
   *
   * @param ctx the request
   * @return empty for none, and when it has lapsed
   */
  public Optional<String> level(RoutingContext ctx) {
    return ctx.session() instanceof RedisSession session && !session.isDestroyed()
        ? Optional.ofNullable(session.elevation().level())
        : Optional.empty();
  }

  /**
   * Lets only requests through whose session has a level.
   *
   * @param level the level
   * @return the handler
   */
  public Handler<RoutingContext> requireLevel(String level) {
    return ctx -> {
      if (SessionRequest.isUnloaded(ctx)) {
        SessionRequest.load(ctx).onComplete(session -> requireLevel(ctx, level), ctx::fail);
      } else {
        requireLevel(ctx, level);
      }
    };
  }

  private void requireLevel(RoutingContext ctx, String level) {
    if (level(ctx).filter(level::equals).isPresent()) {
      ctx.next();
    } else {
      audit.report(AuditEvent.ACCESS_DENIED, ctx, new JsonObject().put("elevation", level));
      ctx.fail(403);
    }
  }

  /**
   * Tells what the user may be shown of the session.
   *
   * @param ctx the request
   * @return empty if it isn't stored
   */
  public Optional<SessionInfo> sessionOf(RoutingContext ctx) {
    return ctx.session() instanceof RedisSession session
            && session.ids().isStored()
            && !session.isDestroyed()
        ? Optional.of(session.info())
        : Optional.empty();
  }

  /**
   * Lists the sessions of a user.
   *
   * @param userId the subject of the user
   * @return those that are alive
   */
  public Future<List<SessionInfo>> sessionsOf(String userId) {
    return users.list(userId);
  }

  /**
   * Ends one session of a user.
   *
   * @param by the request that asks for it, null for none
   * @param userId the subject of the user
   * @param handle names the session
   * @return false if the user has no such session
   */
  public Future<Boolean> revoke(@Nullable RoutingContext by, String userId, String handle) {
    return users
        .revoke(userId, handle)
        .onSuccess(
            ended -> {
              if (ended) {
                audit.report(AuditEvent.SESSION_REVOKED, by, of(userId, 1).put("session", handle));
              }
            });
  }

  /**
   * Ends all sessions of the request's user but its own.
   *
   * @param ctx the request
   * @return how many were ended now
   */
  public Future<Integer> revokeOthers(RoutingContext ctx) {
    if (SessionRequest.isUnloaded(ctx)) {
      return SessionRequest.load(ctx).compose(session -> revokeOthers(ctx));
    }
    if (OutageRequest.of(ctx) != null) {
      return Future.failedFuture(OutageSession.unavailable());
    }
    User user = ctx.user();
    if (!(ctx.session() instanceof RedisSession session)
        || !session.ids().isStored()
        || session.isDestroyed()
        || user == null
        || user.subject() == null) {
      return Future.failedFuture(notLoggedIn());
    }
    String userId = Objects.requireNonNull(user.subject());
    return users
        .revokeOthers(session, userId)
        .onSuccess(
            count ->
                audit.report(
                    AuditEvent.USER_REVOKED, ctx, of(userId, count).put("reason", "others")));
  }

  /**
   * Ends all sessions of a user.
   *
   * @param by the request that asks for it, null for none
   * @param userId the subject of the user
   * @return how many were ended now
   */
  public Future<Integer> revokeAll(@Nullable RoutingContext by, String userId) {
    return users
        .revokeAll(userId)
        .onSuccess(count -> audit.report(AuditEvent.USER_REVOKED, by, of(userId, count)));
  }

  /**
   * Ends the sessions of all users.
   *
   * @param by the request that asks for it, null for none
   * @return how many were ended now
   */
  public Future<Integer> revokeEveryone(@Nullable RoutingContext by) {
    return users
        .revokeEveryone()
        .onSuccess(
            count ->
                audit.report(
                    AuditEvent.EVERYONE_REVOKED, by, new JsonObject().put("count", count)));
  }

  private static JsonObject of(String userId, int count) {
    return new JsonObject().put("user", userId).put("count", count);
  }

  private static IllegalStateException notLoggedIn() {
    return new IllegalStateException(
        "Nobody is logged in with the session of this request: call logIn before, on a route behind"
            + " sessions.handler()");
  }
}
