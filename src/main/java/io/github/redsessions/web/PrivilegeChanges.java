package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.LoginTicket;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.RedisSessionStore;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Login, logout and rotation: each is stored before its future completes, and leaves no cookie
 * behind when it could not be stored.
 *
 * <p>Public because {@code RedisSessions} offers these; applications call them there.
 */
public final class PrivilegeChanges {

  /** The mark by which the stock handler skips its flush at the head of the response. */
  static final String FLUSHED = "__vertx.session-flushed";

  private final RedisSessionStore store;
  private final SessionHandler handler;
  private final CookiePolicy cookie;
  private volatile Set<String> keepOnLogin;
  private final SessionEvents events;
  private final ClientAddress address;
  private final AuditTrail audit;

  /**
   * Creates the changes for the routes behind one handler.
   *
   * @param store where the sessions are kept
   * @param handler the session handler on those routes
   * @param cookie the policy of its cookie
   * @param keepOnLogin the attributes that survive a login
   * @param address tells who logs in
   * @param audit is told of what was stored
   */
  public PrivilegeChanges(
      RedisSessionStore store,
      SessionHandler handler,
      CookiePolicy cookie,
      Set<String> keepOnLogin,
      ClientAddress address,
      AuditTrail audit) {
    this.store = store;
    this.handler = handler;
    this.cookie = cookie;
    this.keepOnLogin = keepOnLogin;
    this.events = new SessionEvents(audit);
    this.address = address;
    this.audit = audit;
  }

  /**
   * Replaces {@code session.keepOnLogin}, for logins that come from now on.
   *
   * @param names of attributes
   */
  public void keepOnLogin(Set<String> names) {
    keepOnLogin = names;
  }

  /**
   * Binds a user to the session under a new id.
   *
   * @param ctx the request
   * @param user whose credentials were just verified
   * @param ticket from before they were, null if nobody took one
   * @return completes when it is stored
   */
  public Future<Void> logIn(RoutingContext ctx, User user, @Nullable LoginTicket ticket) {
    return change(
        ctx,
        session ->
            events.report(
                ctx,
                AuditEvent.LOGIN_SUCCEEDED,
                session,
                user,
                () -> {
                  session.login().renew(keepOnLogin);
                  session
                      .login()
                      .cameFrom(
                          address.of(ctx.request()),
                          ctx.request().getHeader(HttpHeaders.USER_AGENT));
                  if (ticket != null) {
                    session.login().beganAt(ticket);
                  }
                  return handler
                      .setUser(ctx, user)
                      .onSuccess(v -> reportEvicted(ctx, user, session.login().evicted()));
                }));
  }

  private void reportEvicted(RoutingContext ctx, User user, int count) {
    if (count > 0) {
      JsonObject details = new JsonObject().put("user", user.subject()).put("count", count);
      audit.report(AuditEvent.SESSION_REVOKED, ctx, details.put("reason", "evicted"));
    }
  }

  /**
   * Destroys the session.
   *
   * @param ctx the request
   * @return completes when Redis has deleted it
   */
  public Future<Void> logOut(RoutingContext ctx) {
    return change(
        ctx,
        session ->
            events.report(
                ctx,
                session.ids().isStored() ? AuditEvent.SESSION_LOGGED_OUT : null,
                session,
                ctx.user(),
                () -> {
                  ctx.userContext().clear();
                  if (session.ids().isStored()) {
                    return handler.flush(ctx, true);
                  }
                  // One that can be read again later must not be alive then.
                  return OutageStore.isUnreadable(ctx)
                      ? store.delete(OutageStore.missing(ctx))
                      : store.confirmDestroyed(OutageStore.missing(ctx));
                }));
  }

  /**
   * Gives the session a new id.
   *
   * @param ctx the request
   * @return completes when it is stored
   */
  public Future<Void> rotate(RoutingContext ctx) {
    return change(
        ctx,
        session ->
            rotated(
                ctx,
                session,
                session.ids().isStored() ? AuditEvent.SESSION_RENEWED : AuditEvent.SESSION_CREATED,
                RedisSession::regenerateId));
  }

  /**
   * Stores a session whose id is changed, and what else is.
   *
   * @param event what that is called, null if the caller reports it
   */
  Future<Void> rotated(
      RoutingContext ctx,
      RedisSession session,
      @Nullable AuditEvent event,
      Consumer<RedisSession> rotation) {
    return events.report(
        ctx,
        event,
        session,
        null,
        () -> {
          rotation.accept(session);
          return handler.flush(ctx, true);
        });
  }

  /**
   * Makes a change of the request's session, and leaves nothing of one that could not be stored.
   */
  Future<Void> change(RoutingContext ctx, Function<RedisSession, Future<Void>> privilegeChange) {
    SessionRequest request = SessionRequest.of(ctx);
    if (request != null && request.isUnloaded()) {
      return request
          .load()
          .onFailure(e -> abandon(ctx, e))
          .compose(loaded -> change(ctx, privilegeChange));
    }
    if (OutageRequest.of(ctx) != null) {
      return Future.failedFuture(OutageSession.unavailable());
    }
    if (!(ctx.session() instanceof RedisSession session)) {
      return Future.failedFuture(noSession());
    }
    Future<Void> stored;
    try {
      stored = privilegeChange.apply(session);
    } catch (RuntimeException e) {
      stored = Future.failedFuture(e);
    }
    return stored.onSuccess(v -> done(ctx, session)).onFailure(e -> abandon(ctx, e));
  }

  /** What a request fails with that never passed a session handler. */
  static IllegalStateException noSession() {
    return new IllegalStateException(
        "The route has no session of this module: add sessions.handler() before this handler");
  }

  /** Under the stock handler, what the route puts after the change is saved by this. */
  private static void done(RoutingContext ctx, RedisSession session) {
    if (SessionRequest.of(ctx) == null) {
      ctx.put(FLUSHED, session.isDestroyed());
    }
  }

  /**
   * What was not stored must not leave with the response, nor be stored by the flush at its head.
   */
  private void abandon(RoutingContext ctx, Throwable e) {
    ctx.put(FLUSHED, true);
    SessionRequest request = SessionRequest.of(ctx);
    if (request != null) {
      request.abandon();
    }
    ctx.userContext().clear();
    cookie.withdraw(ctx);
    if (e.getCause() instanceof SessionUnavailableException) {
      OutageRequest.retryLater(ctx);
    }
  }
}
