package io.github.redsessions.web;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import org.jspecify.annotations.Nullable;

/** What the requests behind one session handler have in common. Safe for use from any thread. */
final class CommitRules {

  final SessionHandler stock;
  final OutageStore store;
  final CookiePolicy cookie;
  final SessionEvents events;
  final ClientAddress address;
  final AuditTrail audit;
  private volatile boolean saveOnError;
  private volatile boolean lazy;

  // What the stock handler was told and doesn't tell.
  private volatile long timeout = SessionHandler.DEFAULT_SESSION_TIMEOUT;
  private volatile int minLength = SessionHandler.DEFAULT_SESSIONID_MIN_LENGTH;
  private volatile boolean cookieless;
  private volatile boolean signed;

  CommitRules(
      SessionHandler stock,
      OutageStore store,
      CookiePolicy cookie,
      boolean saveOnError,
      SessionEvents events,
      ClientAddress address,
      AuditTrail audit) {
    this.stock = stock;
    this.store = store;
    this.cookie = cookie;
    this.saveOnError = saveOnError;
    this.events = events;
    this.address = address;
    this.audit = audit;
  }

  /** Tells whether attributes are saved under an answer of 400 or more. */
  boolean savesOnError() {
    return saveOnError;
  }

  void setSaveOnError(boolean saveOnError) {
    this.saveOnError = saveOnError;
  }

  /** Tells whether a new session is stored only if somebody writes to it. */
  boolean isLazy() {
    return lazy;
  }

  void setLazy(boolean lazy) {
    this.lazy = lazy;
  }

  void setTimeout(long timeout) {
    this.timeout = timeout;
  }

  void setMinLength(int minLength) {
    this.minLength = minLength;
  }

  void setCookieless(boolean cookieless) {
    this.cookieless = cookieless;
  }

  void setSigned() {
    signed = true;
  }

  /**
   * Reads the session cookie that a request came with, where the stock handler isn't asked to.
   *
   * @return null if there is none, or one that is too short
   * @throws IllegalStateException if only the stock handler can tell
   */
  @Nullable String received(RoutingContext ctx) {
    if (!hasPlainCookie()) {
      throw new IllegalStateException(
          "lazyHandler() takes its ids from cookies, signed by cookie.signingKeys: after "
              + (cookieless ? "setCookieless" : "setSigningSecret")
              + " only handler() can be used");
    }
    String value = cookie.received(ctx);
    return value == null || value.length() <= minLength ? null : value;
  }

  /**
   * Whether the id is in the cookie as the store writes it, so that it can be read and set here.
   */
  private boolean hasPlainCookie() {
    return !cookieless && !signed;
  }

  /** Tells whether a response may give its client another id. */
  boolean setsCookie(RoutingContext ctx) {
    return hasPlainCookie() && cookie.mayLeave(ctx);
  }

  /** Begins a session for a request whose cookie, if it has one, names none. */
  Session newSession(RoutingContext ctx) {
    if (!ctx.response().headWritten()) {
      // Otherwise the new one would be given no cookie.
      cookie.withdraw(ctx);
    }
    return store.createSession(timeout, minLength);
  }
}
