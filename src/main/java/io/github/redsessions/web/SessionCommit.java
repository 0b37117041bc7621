package io.github.redsessions.web;

import io.github.redsessions.SessionGoneException;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a request stores of its session, and when its response sets the cookie. How cookie
 * and user are brought there stays the stock handler's business. Belongs to the context of the
 * request. Rows F1, F4, T9, X7.
 */
final class SessionCommit {

  private static final Logger LOG = LoggerFactory.getLogger(SessionCommit.class);

  /** The mark by which the stock handler stores the user, see {@link #storeUser}. */
  private static final String STORE_USER = "__vertx.session-storeuser";

  private final RoutingContext ctx;
  private final CommitRules rules;

  private boolean late;
  private boolean started;
  private boolean deleted;
  private boolean failed;

  /** The session that got a new id before the route ran. */
  private @Nullable RedisSession rotated;

  /** The id that it got for its age, which the audit knows of. */
  private @Nullable String renewedId;

  /** Whether the cookie was taken out of the response. */
  private boolean withdrawn;

  private Future<Void> oldOneDeleted = Future.succeededFuture();

  SessionCommit(RoutingContext ctx, CommitRules rules) {
    this.ctx = ctx;
    this.rules = rules;
  }

  /** Takes note that the client has a newer id, or is about to get it. */
  void foundLate() {
    late = true;
  }

  /** Takes note that the request came with the id of a session that is over. */
  void foundExpired(String id) {
    rules.events.expired(ctx, id);
  }

  boolean isLate() {
    return late;
  }

  /**
   * Stores what the request did to its session so far.
   *
   * @param ignoreStatus true if the response's status doesn't matter
   * @return completes when it is stored, and when a session that this one replaced is gone
   */
  Future<Void> run(boolean ignoreStatus) {
    if (!(ctx.session() instanceof RedisSession session)) {
      return Future.succeededFuture();
    }
    Future<Void> stored;
    try {
      stored = session.isDestroyed() ? delete(session) : store(session, ignoreStatus);
    } catch (RuntimeException e) {
      stored = Future.failedFuture(e);
    }
    stored.onComplete((v, e) -> failed = e != null);
    return stored.succeeded() && oldOneDeleted.succeeded()
        ? stored
        : stored.compose(v -> oldOneDeleted);
  }

  private Future<Void> delete(RedisSession session) {
    if (deleted || !(session.ids().isStored() || started)) {
      return Future.succeededFuture();
    }
    return rules
        .stock
        .flush(ctx, true)
        .onComplete(v -> deleted = true, e -> withdrawCookie())
        .onSuccess(v -> rules.events.ended(ctx, session));
  }

  private Future<Void> store(RedisSession session, boolean ignoreStatus) {
    if (!ignoreStatus && isError(ctx.response().getStatusCode()) && !rules.savesOnError()) {
      if (failed || (!session.ids().isStored() && ctx.user() == null)) {
        return Future.succeededFuture();
      }
      session.revertAttributes();
    }
    boolean userChanged = storeUser(session);
    if (!session.ids().isStored() && ctx.user() == null) {
      if (rules.isLazy() && session.isEmpty() && !session.isRegenerated()) {
        return Future.succeededFuture();
      } else if (late) {
        return Future.failedFuture(
            new SessionGoneException("The request came with an id that was rotated away"));
      }
    }
    return userChanged || needsCookie(session) ? flush(session) : put(session);
  }

  private static boolean isError(int status) {
    return status < 200 || status >= 400;
  }

  /**
   * The holder that the session came with shows neither that an AuthenticationHandler brought
   * another user, nor what changed in the user, nor that there is none any more: it is made anew.
   *
   * @return whether it has to be
   */
  private boolean storeUser(RedisSession session) {
    User user = ctx.user();
    boolean changed = user != null && !session.user().isStored(user);
    ctx.put(STORE_USER, changed);
    if (user == null) {
      session.user().drop();
    } else if (changed && session.user().isOther(user)) {
      session.login().hurry();
      renewForUser(session);
    }
    return changed;
  }

  /** Whether there may be a cookie to be set. */
  private boolean needsCookie(RedisSession session) {
    return session.isRegenerated()
        || !session.ids().isStored()
        || rules.cookie.received(ctx) == null;
  }

  /** What is left of a flush for most requests, without what the stock handler looks at for it. */
  private Future<Void> put(RedisSession session) {
    started = true;
    session.setAccessed();
    return rules.store.put(session);
  }

  private void renewForUser(RedisSession session) {
    session.login().renewForUser();
    renewedId = null;
    session
        .login()
        .cameFrom(rules.address.of(ctx.request()), ctx.request().getHeader(HttpHeaders.USER_AGENT));
  }

  /** Tells whether a session that was just loaded must not go on under the id that it has. */
  boolean needsNewId(RedisSession session) {
    return session.elevation().hasLapsed() || IdRenewal.isDue(rules, ctx, session);
  }

  /**
   * Gives a session that was just loaded another id. If that fails, the response has its cookie all
   * the same.
   */
  Future<RedisSession> rotateLoaded(RedisSession session) {
    boolean lapsed = session.elevation().hasLapsed();
    Future<RedisSession> done =
        lapsed ? Elevation.rotateBack(rules, ctx, session) : IdRenewal.renew(rules, ctx, session);
    return done.onComplete(
        (same, e) -> {
          rotated = session.isRegenerated() ? session : null;
          renewedId = lapsed || rotated == null ? null : session.id();
          withdrawn = e != null;
        });
  }

  /**
   * Sets the cookie of an id that was stored before the route ran, if what came later took it out
   * of the response: its client would be left with an id that was rotated away.
   *
   * @param abandoned whether a change of privilege failed, which has the request forget its session
   *     but not Redis
   */
  void announceStored(boolean abandoned) {
    String header = abandoned || withdrawn ? storedCookie(abandoned) : null;
    if (header != null) {
      ResponseCaching.forbid(ctx.response().headers());
      ctx.response().headers().add(HttpHeaders.SET_COOKIE, header);
    }
  }

  /**
   * Writes the cookie of an id that was stored before the route ran. A response that says that what
   * the route did could not be stored must carry it all the same, or its client would be left with
   * an id that was rotated away.
   *
   * @return the header's value; null if there is no such id
   */
  @Nullable String storedCookie() {
    return storedCookie(false);
  }

  private @Nullable String storedCookie(boolean destroyedToo) {
    RedisSession session =
        rotated != null && ctx.session() instanceof RedisSession current ? current : rotated;
    return session != null && session.ids().isStored() && (destroyedToo || !session.isDestroyed())
        ? rules.cookie.header(ctx, session.ids().storedValue())
        : null;
  }

  private Future<Void> flush(RedisSession session) {
    boolean newCookie = session.isRegenerated() || !session.ids().isStored();
    started = true;
    Future<Void> stored =
        renewedId != null && renewedId.equals(session.id())
            ? rules.stock.flush(ctx, true)
            : rules.events.store(ctx, session, () -> rules.stock.flush(ctx, true));
    return newCookie ? stored.onFailure(e -> withdrawCookie()) : stored;
  }

  /** A cookie that announces what could not be stored must not leave, unless it has left. */
  private void withdrawCookie() {
    withdrawn = true;
    if (!ctx.response().headWritten()) {
      rules.cookie.withdraw(ctx);
    }
  }

  /** Begins another session, and destroys the one that the request has. */
  Session newSession() {
    if (ctx.session() instanceof RedisSession old && !old.isDestroyed()) {
      boolean stored = old.ids().isStored() || started;
      old.destroy();
      if (stored) {
        oldOneDeleted = rules.store.delete(old.id());
        oldOneDeleted
            .onSuccess(v -> rules.events.ended(ctx, old))
            .onFailure(
                e ->
                    LOG.warn("A session that was replaced by a new one could not be destroyed", e));
      }
    }
    deleted = false;
    started = true;
    return rules.stock.newSession(ctx);
  }

  /** Binds a user to the session under a new id. */
  Future<Void> setUser(User user) {
    if (!(ctx.session() instanceof RedisSession session)) {
      return rules.stock.setUser(ctx, user);
    }
    renewForUser(session);
    started = true;
    return rules
        .events
        .store(ctx, session, () -> rules.stock.setUser(ctx, user))
        .onComplete((v, e) -> failed = e != null)
        .onFailure(e -> withdrawCookie());
  }

  /** Writes the cookie where the handshake of a WebSocket finds it. */
  void announceInHandshake() {
    rules.cookie.announceInHandshake(ctx);
  }
}
