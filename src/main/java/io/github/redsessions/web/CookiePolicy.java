package io.github.redsessions.web;

import io.github.redsessions.config.CookieConfig;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;

/**
 * How the session cookie looks, in every response that sets or deletes it. Source: OWASP ASVS 5.0
 * 3.3.1 to 3.3.4, rows C1 to C3.
 *
 * @param config the keys under {@code cookie}
 */
public record CookiePolicy(CookieConfig config) {

  /**
   * Gives a stock handler the attributes of the policy. The id is signed by the store, whose keys
   * can be replaced, and not by the handler.
   *
   * @param handler a handler that was not used yet
   * @return the same handler
   */
  public SessionHandler applyTo(SessionHandler handler) {
    return handler
        .setSessionCookieName(config.name())
        .setSessionCookiePath(config.path())
        .setCookieSecureFlag(config.secure())
        .setCookieHttpOnlyFlag(config.httpOnly())
        .setCookieSameSite(config.sameSite());
  }

  /**
   * Takes a session cookie, or its deletion, out of a response that was not sent yet, because what
   * it announces could not be stored.
   *
   * @param ctx the request
   */
  public void withdraw(RoutingContext ctx) {
    ctx.response().removeCookie(config.name(), false);
  }
}
