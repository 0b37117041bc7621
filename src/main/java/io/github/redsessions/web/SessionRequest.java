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
 * A request behind the session handler: what of its session is stored, and what leaves with the
 * response. Belongs to the context of the request.
 *
 * <p>Takes the place of the stock handler's flush at the head, which happens once at most, looks at
 * reads and not at writes, and is forgotten by a reroute. How a commit is done, cookie and user
 * included, stays the stock handler's business. Rows F1, F4, T9, X7.
 */
final class SessionRequest {

  private static final Logger LOG = LoggerFactory.getLogger(SessionRequest.class);
  private static final String KEY = "io.github.redsessions.request";

  /** The mark by which the stock handler stores the user, see {@link #storeUser}. */
  private static final String STORE_USER = "__vertx.session-storeuser";

  private final RoutingContext ctx;
  private final CommitRules rules;

  private boolean late;
  private boolean abandoned;
  private boolean headLeft;
  private boolean started;
  private boolean deleted;
  private boolean failed;
  private boolean setsCookie;
  private Future<Void> oldOneDeleted = Future.succeededFuture();

  private SessionRequest(RoutingContext ctx, CommitRules rules) {
    this.ctx = ctx;
    this.rules = rules;
  }

  /** Finds the request; null if the module's handler isn't on its way. */
  static @Nullable SessionRequest of(RoutingContext ctx) {
    return ctx.get(KEY);
  }

  /** Begins it, before the stock handler looks for the session. */
  static void begin(RoutingContext ctx, CommitRules rules) {
    SessionRequest request = new SessionRequest(ctx, rules);
    ctx.put(KEY, request);
    ctx.put(PrivilegeChanges.FLUSHED, true);
    request.watch();
  }

  /** Looks at the head of the response; has to be called again after a reroute. */
  void watch() {
    ctx.addHeadersEndHandler(v -> atHead());
  }

  /** Takes note that the client has a newer id, or is about to get it. */
  void isLate() {
    late = true;
  }

  /** Stores nothing any more: what was to be stored could not be. */
  void abandon() {
    abandoned = true;
    setsCookie = false;
  }

  private void atHead() {
    if (headLeft) {
      return;
    }
    headLeft = true;
    boolean read = ctx.isSessionAccessed() || ctx.user() != null;
    commit(false)
        .onFailure(
            e -> {
              if (late) {
                LOG.debug("What a request wrote that came with a retired id is dropped");
              } else {
                LOG.warn("The session could not be stored at the head of a response", e);
              }
            });
    ResponseCaching.announce(ctx.response().headers(), read, setsCookie);
  }

  /**
   * Stores what the request did to its session so far.
   *
   * @param ignoreStatus true if the response's status doesn't matter
   * @return completes when it is stored, and when a session that this one replaced is gone
   */
  Future<Void> commit(boolean ignoreStatus) {
    if (abandoned || !(ctx.session() instanceof RedisSession session)) {
      return Future.succeededFuture();
    }
    Future<Void> stored;
    try {
      stored = session.isDestroyed() ? delete(session) : store(session, ignoreStatus);
    } catch (RuntimeException e) {
      stored = Future.failedFuture(e);
    }
    stored = stored.onComplete((v, e) -> failed = e != null);
    return oldOneDeleted.isComplete() ? stored : stored.compose(v -> oldOneDeleted);
  }

  private Future<Void> delete(RedisSession session) {
    if (deleted || !(session.isStored() || started)) {
      return Future.succeededFuture();
    }
    setsCookie = true;
    return rules.stock.flush(ctx, true).onSuccess(v -> deleted = true);
  }

  private Future<Void> store(RedisSession session, boolean ignoreStatus) {
    if (!ignoreStatus && isError(ctx.response().getStatusCode()) && !rules.saveOnError) {
      if (failed) {
        return Future.succeededFuture();
      }
      session.revertAttributes();
    }
    storeUser(session);
    if (!session.isStored()) {
      if (rules.isLazy() && session.isEmpty() && ctx.user() == null && !session.isRegenerated()) {
        return Future.succeededFuture();
      } else if (late && ctx.user() == null) {
        return Future.failedFuture(
            new SessionGoneException("The request came with an id that was rotated away"));
      }
    }
    return flush(session);
  }

  private static boolean isError(int status) {
    return status < 200 || status >= 400;
  }

  /**
   * The holder that the session came with shows neither that an AuthenticationHandler brought
   * another user nor that there is none any more, so it is made anew; a user of the same text is no
   * change.
   */
  private void storeUser(RedisSession session) {
    User user = ctx.user();
    ctx.put(STORE_USER, user != null);
    if (user == null) {
      session.dropUser();
    } else if (session.isOfAnother(user)) {
      session.renewForUser();
    }
  }

  private Future<Void> flush(RedisSession session) {
    boolean newCookie = session.isRegenerated() || !session.isStored();
    setsCookie |= newCookie;
    started = true;
    return rules
        .stock
        .flush(ctx, true)
        .onFailure(
            e -> {
              if (newCookie && !headLeft) {
                rules.cookie.withdraw(ctx);
                setsCookie = false;
              }
            });
  }

  /** Begins another session, and destroys the one that the request has. */
  Session newSession() {
    if (ctx.session() instanceof RedisSession old && !old.isDestroyed()) {
      boolean stored = old.isStored() || started;
      old.destroy();
      if (stored) {
        oldOneDeleted = rules.store.delete(old.id());
        oldOneDeleted.onFailure(
            e -> LOG.warn("A session that was replaced by a new one could not be destroyed", e));
      }
    }
    deleted = false;
    started = true;
    setsCookie = true;
    return rules.stock.newSession(ctx);
  }

  /** Binds a user to the session under a new id. */
  Future<Void> setUser(User user) {
    if (!(ctx.session() instanceof RedisSession session)) {
      return rules.stock.setUser(ctx, user);
    }
    session.renewForUser();
    setsCookie = true;
    started = true;
    return rules
        .stock
        .setUser(ctx, user)
        .onComplete(
            (v, e) -> {
              failed = e != null;
              if (e != null && !headLeft) {
                rules.cookie.withdraw(ctx);
                setsCookie = false;
              }
            });
  }

  /**
   * Stores the session before the connection is upgraded, and writes its cookie where the handshake
   * finds it.
   */
  Future<Void> commitForUpgrade() {
    // Or the request ends before toWebSocket() listens; that resumes it.
    if (!ctx.request().isEnded()) {
      ctx.request().pause();
    }
    return commit(true)
        .onSuccess(
            v -> {
              if (setsCookie) {
                rules.cookie.moveToHeaders(ctx);
                ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
              }
            })
        .onFailure(
            e -> {
              if (!ctx.request().isEnded()) {
                ctx.request().resume();
              }
            });
  }
}
