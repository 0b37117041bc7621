package io.github.redsessions.web;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request on its way behind the session handler. Commits at the head of its response, in place of
 * the stock handler's flush, which happens once at most, looks at reads and not at writes, and is
 * forgotten by a reroute. Belongs to the context of the request.
 */
final class SessionRequest implements GuardedRequest.UpgradeCommit {

  private static final Logger LOG = LoggerFactory.getLogger(SessionRequest.class);
  private static final String KEY = "io.github.redsessions.request";

  private final RoutingContext ctx;
  private final SessionCommit commit;

  /** Null where the route begins when the session is loaded. */
  private final @Nullable SessionLoad load;

  private boolean outage;
  private boolean abandoned;
  private boolean headLeft;

  private SessionRequest(RoutingContext ctx, CommitRules rules, @Nullable SessionLoad load) {
    this.ctx = ctx;
    this.commit = new SessionCommit(ctx, rules);
    this.load = load;
  }

  /** Finds the request; null if the module's handler isn't on its way. */
  static @Nullable SessionRequest of(RoutingContext ctx) {
    return ctx.get(KEY);
  }

  /** Begins it, before the stock handler looks for the session. */
  static void begin(RoutingContext ctx, CommitRules rules) {
    new SessionRequest(ctx, rules, null).begin();
  }

  /** Begins it without a session, for {@link #load} to look for. */
  static void beginUnloaded(RoutingContext ctx, CommitRules rules, OnOutage onOutage) {
    new SessionRequest(ctx, rules, new SessionLoad(ctx, rules, onOutage)).begin();
  }

  private void begin() {
    ctx.put(KEY, this);
    ctx.put(PrivilegeChanges.FLUSHED, true);
    if (ctx.response() instanceof GuardedResponse guarded) {
      guarded.commitUpgradesBy(this);
    }
    watch();
  }

  /** Tells whether a request went on without its session, and has none yet. */
  static boolean isUnloaded(RoutingContext ctx) {
    SessionRequest request = of(ctx);
    return request != null && request.isUnloaded();
  }

  /** Loads the session of a request, or gives the one that is there. */
  static Future<Session> load(RoutingContext ctx) {
    SessionRequest request = of(ctx);
    return request == null ? SessionLoad.present(ctx) : request.load();
  }

  /** Tells whether the request went on without its session, and has none yet. */
  boolean isUnloaded() {
    return load != null && !load.isDone();
  }

  /** Loads the session, or gives the one that is there. */
  Future<Session> load() {
    return load == null ? SessionLoad.present(ctx) : load.run();
  }

  /** Loads the session by the rule of a handler that needs it. */
  Future<Session> load(OnOutage onOutage) {
    return load == null ? SessionLoad.present(ctx) : load.run(onOutage);
  }

  /** Changes the session as soon as it is there: at once, unless the request went on without it. */
  <T> Future<T> change(Supplier<Future<T>> change) {
    return isUnloaded() ? load().compose(session -> changeLoaded(change)) : changeLoaded(change);
  }

  private <T> Future<T> changeLoaded(Supplier<Future<T>> change) {
    return OutageRequest.of(ctx) == null
        ? change.get()
        : Future.failedFuture(OutageSession.unavailable());
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

  /** Tells whether a session that was just loaded must not go on under the id that it has. */
  boolean needsNewId(RedisSession session) {
    return commit.needsNewId(session);
  }

  /** Gives a session that was just loaded another id. */
  Future<RedisSession> rotateLoaded(RedisSession session) {
    return commit.rotateLoaded(session);
  }

  /** Takes note that the session could not be read. */
  void foundOutage() {
    outage = true;
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
    // Who asks for a session that isn't loaded learns nothing.
    boolean read = load == null ? ctx.isSessionAccessed() || ctx.user() != null : load.isAskedFor();
    commit(false).onFailure(this::logFailure);
    commit.announceStored(abandoned);
    if (read) {
      ResponseCaching.vary(ctx.response().headers());
    }
    if (outage && ctx.response().getStatusCode() == 503) {
      OutageRequest.retryLater(ctx);
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

  /** {@inheritDoc} The guard looks at what this sends. */
  @Override
  public void start() {
    commit(true).onFailure(this::logFailure);
  }

  @Override
  public void announce() {
    commit.announceInHandshake();
  }

  @Override
  public @Nullable String storedCookie() {
    return commit.storedCookie();
  }

  /** Lets a request go on that was paused. */
  static void resume(HttpServerRequest request) {
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
