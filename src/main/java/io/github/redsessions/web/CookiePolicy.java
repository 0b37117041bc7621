package io.github.redsessions.web;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.config.CookieConfig;
import io.github.redsessions.config.IpRanges;
import io.github.redsessions.web.ReceivedCookies.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The session cookie, as it is received and as every response sets or deletes it. Source: OWASP
 * ASVS 5.0 3.3.1 to 3.3.4, rows C1 to C9. Safe for use from any thread.
 */
public final class CookiePolicy {

  private final CookieConfig config;
  private final SentCookie sent;
  private final AuditTrail audit;
  private volatile String name;

  /**
   * Creates the policy.
   *
   * @param config the keys under {@code cookie}
   * @param trustProxy the proxies that may say that a client uses TLS
   * @param audit is told of refused cookies
   */
  public CookiePolicy(CookieConfig config, IpRanges trustProxy, AuditTrail audit) {
    this.config = config;
    this.audit = audit;
    this.sent = new SentCookie(config, trustProxy);
    this.name = config.name();
  }

  /**
   * Gives a stock handler the attributes of the policy. The id is signed by the store, whose keys
   * can be replaced, and not by the handler.
   *
   * @param handler a handler that was not used yet
   * @return the same handler
   */
  SessionHandler applyTo(SessionHandler handler) {
    return handler
        .setSessionCookieName(config.name())
        .setSessionCookiePath(config.path())
        .setCookieSecureFlag(config.secure())
        .setCookieHttpOnlyFlag(config.httpOnly())
        .setCookieSameSite(config.sameSite());
  }

  /** Tells whether the session cookie may be set by the answer to a request: row C9. */
  boolean mayLeave(RoutingContext ctx) {
    return !config.secure() || sent.isSafe(ctx);
  }

  /** Gives the value of the session cookie that a request came with, null if there is none. */
  @Nullable String received(RoutingContext ctx) {
    Cookie cookie = ctx.request().getCookie(name);
    return cookie == null ? null : cookie.getValue();
  }

  /** Follows a name that was given to the handler in code. */
  void rename(String newName) {
    name = newName;
  }

  /**
   * Completes the cookie at the head of the response. To be called before the stock handler is, and
   * again after a reroute, which forgets who waits for that head.
   */
  void watch(RoutingContext ctx) {
    String cookieName = name;
    // Before the stock handler's, since the last to come is the first to be called.
    ctx.addHeadersEndHandler(v -> complete(ctx, cookieName));
  }

  /**
   * Looks at the cookies of a request: one that doesn't count is taken out of it, so that it is
   * anonymous, and is not deleted in the browser. To be called once for a request: after that the
   * cookies are those of the response too.
   */
  void receive(RoutingContext ctx) {
    List<String> headers = ctx.request().headers().getAll(HttpHeaders.COOKIE);
    if (headers.isEmpty()) {
      return;
    }
    String cookieName = name;
    // Most browsers of most sites send nothing else, and that is soon seen.
    Cookie only = ctx.request().cookieCount() == 1 ? ctx.request().getCookie(cookieName) : null;
    if (only != null && ReceivedCookies.isOnly(headers, cookieName, only.getValue())) {
      return;
    }
    ReceivedCookies received = ReceivedCookies.read(headers, cookieName);
    Refusal refusal = received.refusal();
    if (refusal == null && !agrees(received, ctx.request().cookies(cookieName))) {
      refusal = Refusal.MALFORMED;
    }
    if (refusal != null) {
      ctx.response().removeCookies(cookieName, false);
      audit.report(
          AuditEvent.SESSION_COOKIE_REFUSED, ctx, new JsonObject().put("reason", refusal.reason()));
    }
  }

  /** The parser of Vert.x is a lenient one, and it is the one that the stock handler asks. */
  private static boolean agrees(ReceivedCookies received, Set<Cookie> parsed) {
    String value = received.value();
    if (value == null) {
      return parsed.isEmpty();
    }
    return parsed.size() == 1 && value.equals(parsed.iterator().next().getValue());
  }

  /**
   * Takes a session cookie, or its deletion, out of a response that was not sent yet, because what
   * it announces could not be stored.
   *
   * @param ctx the request
   */
  void withdraw(RoutingContext ctx) {
    ctx.response().removeCookie(name, false);
  }

  /** Completes the cookie that is to be set; one that was announced before gives way to it. */
  private void complete(RoutingContext ctx, String cookieName) {
    MultiMap headers = ctx.response().headers();
    Cookie cookie = ctx.request().getCookie(cookieName);
    if (headers.contains(HttpHeaders.SET_COOKIE)) {
      SentCookie.dropEcho(ctx);
      if (cookie != null && SentCookie.isSent(cookie)) {
        List<String> announced = headers.getAll(HttpHeaders.SET_COOKIE);
        headers.remove(HttpHeaders.SET_COOKIE);
        announced.stream()
            .filter(header -> !header.startsWith(cookieName + "="))
            .forEach(header -> headers.add(HttpHeaders.SET_COOKIE, header));
      }
    }
    if (cookie != null) {
      sent.complete(ctx, cookie);
    }
  }

  /** Tells whether the browser is to keep the cookie for as long as the session is used. */
  boolean isRolling() {
    return config.maxAge() != null;
  }

  /** Deletes the cookie that the request came with, which is of no use to the browser any more. */
  void delete(RoutingContext ctx) {
    Cookie expired = ctx.response().removeCookie(name);
    if (expired != null) {
      sent.dress(expired);
    }
  }

  /**
   * Writes the session cookie for a response of which nothing is left that its route has set.
   *
   * @return the header's value; null if the cookie must not leave
   */
  @Nullable String header(RoutingContext ctx, String value) {
    return sent.header(ctx, name, value);
  }

  /** Writes a cookie that is to be set where the handshake of a WebSocket finds it. */
  void announceInHandshake(RoutingContext ctx) {
    String cookieName = name;
    complete(ctx, cookieName);
    Cookie cookie = ctx.request().getCookie(cookieName);
    if (cookie != null && SentCookie.isSent(cookie)) {
      ctx.response().removeCookies(cookieName, false);
      ctx.response().headers().add(HttpHeaders.SET_COOKIE, cookie.encode());
    }
  }
}
