package io.github.redsessions.web;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.vertx.core.Future;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;

/**
 * The stock session handler, with {@code redis.onOutage} for its routes. There is one for each way
 * to answer an outage; they share one stock handler, so that a setting of one is a setting of both.
 *
 * <p>Public because {@code RedisSessions} offers it; applications get theirs there.
 */
public final class RedisSessionHandler implements SessionHandler {

  private final SessionHandler stock;
  private final OutageStore store;
  private final CookiePolicy cookie;
  private final OnOutage onOutage;

  private RedisSessionHandler(
      SessionHandler stock, OutageStore store, CookiePolicy cookie, OnOutage onOutage) {
    this.stock = stock;
    this.store = store;
    this.cookie = cookie;
    this.onOutage = onOutage;
  }

  /**
   * Creates a handler that answers an outage with 503.
   *
   * @param store where the sessions are kept
   * @param cookie the policy of its cookie
   * @return the handler
   */
  public static RedisSessionHandler create(SessionStore store, CookiePolicy cookie) {
    OutageStore outageStore = new OutageStore(store);
    SessionHandler stock = cookie.applyTo(SessionHandler.create(outageStore));
    return new RedisSessionHandler(stock, outageStore, cookie, OnOutage.UNAVAILABLE);
  }

  /**
   * Gives the handler with the same settings that lets reads go on anonymously.
   *
   * @return another handler
   */
  public RedisSessionHandler anonymously() {
    return new RedisSessionHandler(stock, store, cookie, OnOutage.ANONYMOUS);
  }

  @Override
  public void handle(RoutingContext ctx) {
    cookie.begin(ctx);
    OutageRequest outage = OutageRequest.of(ctx);
    if (outage == null) {
      store.handle(stock, ctx, mayGoOn(ctx));
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
        && !"websocket".equalsIgnoreCase(ctx.request().getHeader(HttpHeaders.UPGRADE));
  }

  @Override
  public Future<Void> flush(RoutingContext ctx, boolean ignoreStatus) {
    return OutageRequest.of(ctx) == null
        ? stock.flush(ctx, ignoreStatus)
        : Future.failedFuture(OutageSession.unavailable());
  }

  @Override
  public Session newSession(RoutingContext ctx) {
    if (OutageRequest.of(ctx) != null) {
      throw OutageSession.unavailable();
    }
    return stock.newSession(ctx);
  }

  @Override
  public Future<Void> setUser(RoutingContext ctx, User user) {
    return OutageRequest.of(ctx) == null
        ? stock.setUser(ctx, user)
        : Future.failedFuture(OutageSession.unavailable());
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
    cookie.rename(name);
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
