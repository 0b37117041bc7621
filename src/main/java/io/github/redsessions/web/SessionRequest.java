package io.github.redsessions.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request on its way behind the session handler. Commits at the head of its response, in place of
 * the stock handler's flush, which happens once at most, looks at reads and not at writes, and is
 * forgotten by a reroute. Belongs to the context of the request.
 */
final class SessionRequest {

  private static final Logger LOG = LoggerFactory.getLogger(SessionRequest.class);
  private static final String KEY = "io.github.redsessions.request";

  private final RoutingContext ctx;
  private final SessionCommit commit;
  private boolean abandoned;
  private boolean headLeft;

  private SessionRequest(RoutingContext ctx, CommitRules rules) {
    this.ctx = ctx;
    this.commit = new SessionCommit(ctx, rules);
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
  void foundLate() {
    commit.foundLate();
  }

  /** Takes note that the request came with the id of a session that is over. */
  void foundExpired(String id) {
    commit.foundExpired(id);
  }

  /** Stores nothing any more: what was to be stored could not be. */
  void abandon() {
    abandoned = true;
  }

  private void atHead() {
    if (headLeft) {
      return;
    }
    headLeft = true;
    boolean read = ctx.isSessionAccessed() || ctx.user() != null;
    commit(false).onFailure(this::logFailure);
    if (read) {
      ResponseCaching.vary(ctx.response().headers());
    }
  }

  private void logFailure(Throwable e) {
    if (commit.isLate()) {
      LOG.debug("What a request wrote that came with a retired id is dropped");
    } else {
      LOG.warn("The session could not be stored at the head of a response", e);
    }
  }

  /** Does what {@link SessionCommit#run} does, unless it was abandoned. */
  Future<Void> commit(boolean ignoreStatus) {
    return abandoned ? Future.succeededFuture() : commit.run(ignoreStatus);
  }

  /**
   * Commits before the connection is upgraded, with the cookie where the handshake finds it. The
   * request stays paused, or it ends before toWebSocket() listens; that resumes it.
   */
  Future<Void> commitForUpgrade() {
    HttpServerRequest request = ctx.request();
    if (!request.isEnded()) {
      request.pause();
    }
    return commit(true)
        .onSuccess(v -> commit.announceInHandshake())
        .onFailure(e -> resume(request));
  }

  private static void resume(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.resume();
    }
  }

  /** Begins another session, and destroys the one that the request has. */
  Session newSession() {
    return commit.newSession();
  }

  /** Binds a user to the session under a new id. */
  Future<Void> setUser(User user) {
    return commit.setUser(user);
  }
}
