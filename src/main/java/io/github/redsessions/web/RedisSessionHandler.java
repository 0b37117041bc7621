package io.github.redsessions.web;

import io.github.redsessions.config.RedisConfig.OnOutage;
import io.github.redsessions.store.RedisSessionStore;
import io.vertx.core.Future;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;

/**
 * The stock session handler, with {@code redis.onOutage} for its routes and with commits of its own
 * ({@link SessionRequest}) in place of the stock one's flush. There is one for each way to answer
 * an outage, and one that puts the load off; they share one stock handler, so that a setting of one
 * is a setting of all.
 *
 * <p>Public because {@code RedisSessions} offers it; applications get theirs there.
 */
public final class RedisSessionHandler implements SessionHandler {

  private final SessionHandler stock;
  private final OutageStore store;
  private final CommitRules rules;
  private final OnOutage onOutage;

  /** Whether a request goes on without its session, which is loaded when somebody asks for it. */
  private final boolean unloaded;

  private RedisSessionHandler(
      SessionHandler stock,
      OutageStore store,
      CommitRules rules,
      OnOutage onOutage,
      boolean unloaded) {
    this.stock = stock;
    this.store = store;
    this.rules = rules;
    this.onOutage = onOutage;
    this.unloaded = unloaded;
  }

  /**
   * Creates a handler that answers an outage with 503.
   *
   * @param store where the sessions are kept
   * @param cookie the policy of its cookie
   * @param unknownIds counts the ids that name no session
   * @param saveOnError {@code session.saveOnError}
   * @param address tells who logs in
   * @param audit is told what becomes of sessions
   * @return the handler
   */
  public static RedisSessionHandler create(
      RedisSessionStore store,
      CookiePolicy cookie,
      UnknownIds unknownIds,
      boolean saveOnError,
      ClientAddress address,
      AuditTrail audit) {
    OutageStore outageStore = new OutageStore(store, cookie, unknownIds);
    SessionHandler stock = cookie.applyTo(SessionHandler.create(outageStore));
    return over(stock, outageStore, cookie, saveOnError, address, audit);
  }

  /** Makes the handler of a stock one that was created over the store. */
  static RedisSessionHandler over(
      SessionHandler stock,
      OutageStore store,
      CookiePolicy cookie,
      boolean saveOnError,
      ClientAddress address,
      AuditTrail audit) {
    CommitRules rules =
        new CommitRules(
            stock, store, cookie, saveOnError, new SessionEvents(audit), address, audit);
    return new RedisSessionHandler(stock, store, rules, OnOutage.UNAVAILABLE, false);
  }

  /**
   * Gives the handler with the same settings that lets reads go on anonymously.
   *
   * @return another handler
   */
  public RedisSessionHandler anonymously() {
    return new RedisSessionHandler(stock, store, rules, OnOutage.ANONYMOUS, false);
  }

  /**
   * Gives the handler with the same settings that reads nothing until {@link #load} is called.
   *
   * @return another handler
   */
  public RedisSessionHandler unloaded() {
    return new RedisSessionHandler(stock, store, rules, onOutage, true);
  }

  @Override
  public void handle(RoutingContext ctx) {
    SessionRequest request = SessionRequest.of(ctx);
    if (request == null) {
      rules.cookie.receive(ctx);
    }
    rules.cookie.watch(ctx);
    if (request == null && unloaded) {
      SessionRequest.beginUnloaded(ctx, rules, onOutage);
      ctx.next();
    } else if (request == null) {
      SessionRequest.begin(ctx, rules);
      store.handle(stock, ctx, OutageRequest.mayGoOn(ctx, onOutage));
    } else if (!unloaded && request.isUnloaded()) {
      request.load(onOutage).onComplete(session -> goOn(ctx, request), ctx::fail);
    } else {
      goOn(ctx, request);
    }
  }

  /** The second handler on the way of the request, or a reroute, which forgets who watches. */
  private void goOn(RoutingContext ctx, SessionRequest request) {
    OutageRequest outage = OutageRequest.of(ctx);
    if (outage == null) {
      request.watch();
      ctx.next();
    } else if (unloaded || OutageRequest.mayGoOn(ctx, onOutage)) {
      outage.watch();
      ctx.next();
    } else {
      ctx.fail(OutageSession.unavailable());
    }
  }

  /**
   * Loads the session of a request that went on without it, or gives the one that is there.
   *
   * @param ctx the request
   * @return completes on the context of the request
   */
  public Future<Session> load(RoutingContext ctx) {
    return SessionRequest.load(ctx);
  }

  @Override
  public Future<Void> flush(RoutingContext ctx, boolean ignoreStatus) {
    SessionRequest request = SessionRequest.of(ctx);
    return request == null
        ? stock.flush(ctx, ignoreStatus)
        : request.change(() -> request.commit(ignoreStatus));
  }

  /**
   * Stores what the request did so far, and readies an upgrade.
   *
   * @param ctx the request
   * @return completes when it is stored
   */
  public Future<Void> commit(RoutingContext ctx) {
    SessionRequest request = SessionRequest.of(ctx);
    return request != null && OutageRequest.isWebSocket(ctx)
        ? request.change(request::commitForUpgrade)
        : flush(ctx, true);
  }

  /**
   * {@inheritDoc} Destroys the old one, which {@link #flush(RoutingContext)} waits for.
   *
   * @throws IllegalStateException if the session is not loaded yet
   */
  @Override
  public Session newSession(RoutingContext ctx) {
    if (OutageRequest.of(ctx) != null) {
      throw OutageSession.unavailable();
    }
    SessionRequest request = SessionRequest.of(ctx);
    if (request != null && request.isUnloaded()) {
      throw new IllegalStateException(
          "The session that a new one is to replace is not loaded: wait for sessions.load(ctx)"
              + " first");
    }
    return request == null ? stock.newSession(ctx) : request.newSession();
  }

  /** {@inheritDoc} Gives the session a new id. */
  @Override
  public Future<Void> setUser(RoutingContext ctx, User user) {
    SessionRequest request = SessionRequest.of(ctx);
    return request == null ? stock.setUser(ctx, user) : request.change(() -> request.setUser(user));
  }

  /**
   * Replaces {@code session.saveOnError}, for this handler and those that were made of it.
   *
   * @param saveOnError whether attributes are saved under an answer of 400 or more
   */
  public void saveOnError(boolean saveOnError) {
    rules.setSaveOnError(saveOnError);
  }

  @Override
  public SessionHandler setSessionTimeout(long timeout) {
    rules.setTimeout(timeout);
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

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if no cookie of 4096 bytes could carry such an id
   */
  @Override
  public SessionHandler setMinLength(int minLength) {
    // The store refuses it here, and not with the first request.
    store.createSession(SessionHandler.DEFAULT_SESSION_TIMEOUT, minLength);
    rules.setMinLength(minLength);
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
    rules.setCookieless(cookieless);
    stock.setCookieless(cookieless);
    return this;
  }

  @Override
  public SessionHandler setSigningSecret(String secret) {
    rules.setSigned();
    stock.setSigningSecret(secret);
    return this;
  }
}
