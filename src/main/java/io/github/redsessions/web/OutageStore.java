package io.github.redsessions.web;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.RedisSessionStore;
import io.github.redsessions.store.SessionLookup;
import io.github.redsessions.store.SessionLookup.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the stock handler and the store: decides what a request gets whose session can't
 * be read, and one that comes with an id of no session, which it remembers; prolongs a session
 * before its route where the cookie is to be prolonged with it. Safe for use from any thread.
 */
final class OutageStore implements SessionStore {

  /** The request that the stock handler is asking for on this thread: it names only the cookie. */
  private static final ThreadLocal<@Nullable Lookup> CURRENT = new ThreadLocal<>();

  private static final int TOO_MANY_REQUESTS = 429;

  private static final String MISSING = "io.github.redsessions.missing";
  private static final String UNREADABLE = "io.github.redsessions.unreadable";

  private final RedisSessionStore store;
  private final CookiePolicy cookie;
  private final UnknownIds unknownIds;

  OutageStore(RedisSessionStore store, CookiePolicy cookie, UnknownIds unknownIds) {
    this.store = store;
    this.cookie = cookie;
    this.unknownIds = unknownIds;
  }

  /**
   * Whose session is looked for.
   *
   * @param request null where another handler than the module's looks for it
   * @param anonymously true if the request may go on without it
   * @param answers true if a client that is refused is answered in place of the route
   */
  private record Lookup(
      RoutingContext ctx, @Nullable SessionRequest request, boolean anonymously, boolean answers) {}

  /**
   * Lets the stock handler handle a request.
   *
   * @param anonymously true if the request may go on without its session
   */
  void handle(SessionHandler stock, RoutingContext ctx, boolean anonymously) {
    CURRENT.set(new Lookup(ctx, SessionRequest.of(ctx), anonymously, true));
    try {
      stock.handle(ctx);
    } finally {
      // Not removed, or every request would make the entry anew.
      CURRENT.set(null);
    }
  }

  @Override
  public Future<@Nullable Session> get(String cookieValue) {
    Lookup lookup = CURRENT.get();
    return lookup == null ? store.get(cookieValue) : find(lookup, cookieValue);
  }

  /**
   * Looks for the session of a request.
   *
   * @param anonymously true if the request may go on without it
   * @return the session, or what stands in for it; null if there is none. Fails with {@code
   *     HttpException(429)} if the client sends too many ids of none; the head of the response is
   *     ready for that then
   */
  Future<@Nullable Session> find(RoutingContext ctx, String cookieValue, boolean anonymously) {
    return find(new Lookup(ctx, SessionRequest.of(ctx), anonymously, false), cookieValue);
  }

  private Future<@Nullable Session> find(Lookup lookup, String cookieValue) {
    Future<SessionLookup> found =
        cookie.isRolling() ? store.findProlonged(cookieValue) : store.find(cookieValue);
    return found.transform(
        (result, e) ->
            e != null
                ? failed(lookup.ctx, lookup.anonymously, e)
                : answered(lookup, cookieValue, result));
  }

  private Future<@Nullable Session> answered(
      Lookup lookup, String cookieValue, SessionLookup found) {
    RoutingContext ctx = lookup.ctx;
    SessionRequest request = lookup.request;
    if (found.session() == null) {
      ctx.put(MISSING, cookieValue);
      ctx.put(UNREADABLE, found.outcome() == Outcome.UNREADABLE);
    }
    if (found.isLate() && request != null) {
      request.foundLate();
    }
    if (found.outcome() == Outcome.EXPIRED && request != null) {
      request.foundExpired(cookieValue);
    }
    Duration tooMany = unknownIds.judge(ctx, cookieValue, found);
    if (tooMany == null) {
      RedisSession session = found.session();
      return session == null || request == null || !request.needsNewId(session)
          ? Future.succeededFuture(session)
          : request
              .rotateLoaded(session)
              .<@Nullable Session>map(s -> s)
              // Not anonymously: the session could be read.
              .recover(e -> failed(ctx, false, e));
    }
    // Whoever has only an old cookie gets rid of it, and is welcome with the next request.
    cookie.delete(ctx);
    long seconds = Math.max(1, tooMany.plusMillis(999).toSeconds());
    ctx.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    return lookup.answers ? answer(ctx) : Future.failedFuture(new HttpException(TOO_MANY_REQUESTS));
  }

  /**
   * Answers a request in place of its route, and never completes. The stock handler would fail the
   * request, which is logged as an error of the application, once for each guess.
   */
  private static Future<@Nullable Session> answer(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (!request.isEnded()) {
      // The stock handler has paused it.
      request.resume();
    }
    new Refusal(TOO_MANY_REQUESTS, "Too many unknown session ids. Try again without them.")
        .answer(request, ctx.response());
    return Promise.<@Nullable Session>promise().future();
  }

  /**
   * Tells which id the request came with that names no session. The request itself can't: the stock
   * handler has taken the cookie out of it by then.
   *
   * @return null if there was none, or one that names a session
   */
  static @Nullable String missing(RoutingContext ctx) {
    return ctx.get(MISSING);
  }

  /**
   * Tells whether the id that the request came with names a session that is there, but can't be
   * read.
   */
  static boolean isUnreadable(RoutingContext ctx) {
    return Boolean.TRUE.equals(ctx.get(UNREADABLE));
  }

  private Future<@Nullable Session> failed(RoutingContext ctx, boolean anonymously, Throwable e) {
    if (!(e.getCause() instanceof SessionUnavailableException)) {
      return Future.failedFuture(e);
    }
    if (anonymously) {
      Session unstored = store.createSession(SessionHandler.DEFAULT_SESSION_TIMEOUT);
      return Future.succeededFuture(OutageRequest.begin(ctx, unstored));
    }
    SessionRequest request = SessionRequest.of(ctx);
    if (request != null) {
      request.foundOutage();
    }
    return Future.failedFuture(e);
  }

  @Override
  public SessionStore init(Vertx vertx, JsonObject options) {
    return store.init(vertx, options);
  }

  @Override
  public long retryTimeout() {
    return store.retryTimeout();
  }

  @Override
  public Session createSession(long timeout) {
    return store.createSession(timeout);
  }

  @Override
  public Session createSession(long timeout, int length) {
    return store.createSession(timeout, length);
  }

  @Override
  public Future<Void> put(Session session) {
    return store.put(session);
  }

  @Override
  public Future<Void> delete(@Nullable String id) {
    return store.delete(id);
  }

  @Override
  public Future<Void> clear() {
    return store.clear();
  }

  @Override
  public Future<Integer> size() {
    return store.size();
  }

  @Override
  public void close() {
    store.close();
  }
}
