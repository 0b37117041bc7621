package io.github.redsessions.web;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.store.RedisSessionStore;
import io.vertx.core.Future;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;

/**
 * The stock session handler, with {@code redis.onOutage} for its routes and with commits of its own
 * ({@link SessionRequest}) in place of the stock one's flush. There is one for each way to answer
 * an outage; they share one stock handler, so that a setting of one is a setting of both.
 *
 * <p>Public because {@code RedisSessions} offers it; applications get theirs there.
 */
public final class RedisSessionHandler implements SessionHandler {

  private final SessionHandler stock;
  private final OutageStore store;
  private final CommitRules rules;
  private final OnOutage onOutage;

  private RedisSessionHandler(
      SessionHandler stock, OutageStore store, CommitRules rules, OnOutage onOutage) {
    this.stock = stock;
    this.store = store;
    this.rules = rules;
    this.onOutage = onOutage;
  }

  /**
   * Creates a handler that answers an outage with 503.
   *
   * @param store where the sessions are kept
   * @param cookie the policy of its cookie
   * @param unknownIds counts the ids that name no session
   * @param saveOnError {@code session.saveOnError}
   * @param audit is told what becomes of sessions
   * @return the handler
   */
  public static RedisSessionHandler create(
      RedisSessionStore store,
      CookiePolicy cookie,
      UnknownIds unknownIds,
      boolean saveOnError,
      AuditTrail audit) {
    OutageStore outageStore = new OutageStore(store, cookie, unknownIds);
    SessionHandler stock = cookie.applyTo(SessionHandler.create(outageStore));
    return over(stock, outageStore, cookie, saveOnError, audit);
  }

  /** Makes the handler of a stock one that was created over the store. */
  static RedisSessionHandler over(
      SessionHandler stock,
      OutageStore store,
      CookiePolicy cookie,
      boolean saveOnError,
      AuditTrail audit) {
    CommitRules rules =
        new CommitRules(stock, store, cookie, saveOnError, new SessionEvents(audit));
    return new RedisSessionHandler(stock, store, rules, OnOutage.UNAVAILABLE);
  }

  /**
   * Gives the handler with the same settings that lets reads go on anonymously.
   *
   * @return another handler
   */
  public RedisSessionHandler anonymously() {
    return new RedisSessionHandler(stock, store, rules, OnOutage.ANONYMOUS);
  }

  @Override
  public void handle(RoutingContext ctx) {
    rules.cookie.begin(ctx);
    OutageRequest outage = OutageRequest.of(ctx);
    SessionRequest request = SessionRequest.of(ctx);
    if (request == null) {
      SessionRequest.begin(ctx, rules);
      store.handle(stock, ctx, mayGoOn(ctx));
    } else if (outage == null) {
      request.watch();
      ctx.next();
    } else if (mayGoOn(ctx)) {
      // The second handler on the way of the request, or a reroute, which forgets who watches.
      outage.watch();
      ctx.next();
    } else {
      ctx.fail(OutageSession.unavailable());
    }
  }

  /** A WebSocket begins with a GET, and is no read. */
  private boolean mayGoOn(RoutingContext ctx) {
    HttpMethod method = ctx.request().method();
    return onOutage == OnOutage.ANONYMOUS
        && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
        && !isWebSocket(ctx);
  }

  private static boolean isWebSocket(RoutingContext ctx) {
    return "websocket".equalsIgnoreCase(ctx.request().getHeader(HttpHeaders.UPGRADE));
  }

  @Override
  public Future<Void> flush(RoutingContext ctx, boolean ignoreStatus) {
    if (OutageRequest.of(ctx) != null) {
      return Future.failedFuture(OutageSession.unavailable());
    }
    SessionRequest request = SessionRequest.of(ctx);
    return request == null ? stock.flush(ctx, ignoreStatus) : request.commit(ignoreStatus);
  }

  /**
   * Stores what the request did so far, and readies an upgrade.
   *
   * @param ctx the request
   * @return completes when it is stored
   */
  public Future<Void> commit(RoutingContext ctx) {
    SessionRequest request = SessionRequest.of(ctx);
    return request != null && isWebSocket(ctx) && OutageRequest.of(ctx) == null
        ? request.commitForUpgrade()
        : flush(ctx, true);
  }

  /** {@inheritDoc} Destroys the old one, which {@link #flush(RoutingContext)} waits for. */
  @Override
  public Session newSession(RoutingContext ctx) {
    if (OutageRequest.of(ctx) != null) {
      throw OutageSession.unavailable();
    }
    SessionRequest request = SessionRequest.of(ctx);
    return request == null ? stock.newSession(ctx) : request.newSession();
  }

  /** {@inheritDoc} Gives the session a new id. */
  @Override
  public Future<Void> setUser(RoutingContext ctx, User user) {
    if (OutageRequest.of(ctx) != null) {
      return Future.failedFuture(OutageSession.unavailable());
    }
    SessionRequest request = SessionRequest.of(ctx);
    return request == null ? stock.setUser(ctx, user) : request.setUser(user);
  }

  @Override
  public SessionHandler setSessionTimeout(long timeout) {
    stock.setSessionTimeout(timeout);
    return this;
  }

  @Override
  public SessionHandler setNagHttps(boolean nag) {
    stock.setNagHttps(nag);
    return this;
  }

  @Override
  public SessionHandler setCookieSecureFlag(boolean secure) {
    stock.setCookieSecureFlag(secure);
    return this;
  }

  @Override
  public SessionHandler setCookieHttpOnlyFlag(boolean httpOnly) {
    stock.setCookieHttpOnlyFlag(httpOnly);
    return this;
  }

  @Override
  public SessionHandler setSessionCookieName(String name) {
    stock.setSessionCookieName(name);
    rules.cookie.rename(name);
    return this;
  }

  @Override
  public SessionHandler setSessionCookiePath(String path) {
    stock.setSessionCookiePath(path);
    return this;
  }

  @Override
  public SessionHandler setMinLength(int minLength) {
    stock.setMinLength(minLength);
    return this;
  }

  @Override
  public SessionHandler setCookieSameSite(CookieSameSite policy) {
    stock.setCookieSameSite(policy);
    return this;
  }

  @Override
  public SessionHandler setLazySession(boolean lazySession) {
    rules.setLazy(lazySession);
    stock.setLazySession(lazySession);
    return this;
  }

  @Override
  public SessionHandler setCookieMaxAge(long cookieMaxAge) {
    stock.setCookieMaxAge(cookieMaxAge);
    return this;
  }

  @Override
  public SessionHandler setCookieless(boolean cookieless) {
    stock.setCookieless(cookieless);
    return this;
  }

  @Override
  public SessionHandler setSigningSecret(String secret) {
    stock.setSigningSecret(secret);
    return this;
  }
}
