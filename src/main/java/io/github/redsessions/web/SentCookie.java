package io.github.redsessions.web;

import io.github.redsessions.config.CookieConfig;
import io.github.redsessions.config.IpRanges;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stock handler can't say of the session cookie that a response sets or deletes. Source:
 * RFC 6265bis section 5.5, rows C2, C4 to C6 and C9.
 */
final class SentCookie {

  private static final Logger LOG = LoggerFactory.getLogger(SentCookie.class);

  private final CookieConfig config;
  private final SecureTransport transport;
  private final AtomicBoolean withheld = new AtomicBoolean();

  SentCookie(CookieConfig config, IpRanges trustProxy) {
    this.config = config;
    this.transport = new SecureTransport(trustProxy);
  }

  /** Completes the cookie at the head of a response, after all others had their say. */
  void complete(RoutingContext ctx, Cookie cookie) {
    if (!isSent(cookie) && !isProlonged(ctx, cookie)) {
      return;
    }
    String name = cookie.getName();
    if (!finish(ctx, cookie)) {
      ctx.response().removeCookies(name, false);
      return;
    }
    ResponseCaching.forbid(ctx.response().headers());
    if (config.partitioned()) {
      // The cookies of Vert.x don't know this attribute, so that the header is written here.
      ctx.response().removeCookies(name, false);
      ctx.response().headers().add(HttpHeaders.SET_COOKIE, text(cookie));
    }
  }

  /**
   * Writes the cookie for a response of which nothing is left that its route has set.
   *
   * @return the header's value; null if the cookie must not leave
   */
  @Nullable String header(RoutingContext ctx, String name, String value) {
    Cookie cookie = Cookie.cookie(name, value);
    dress(cookie);
    return finish(ctx, cookie) ? text(cookie) : null;
  }

  /** Adds what depends on the response; false if the cookie must not leave with it. */
  private boolean finish(RoutingContext ctx, Cookie cookie) {
    if (cookie.isSecure() && !transport.isSafe(ctx.request())) {
      warnOnce();
      return false;
    }
    if (config.domain() != null) {
      cookie.setDomain(config.domain());
    }
    if (config.maxAge() != null && cookie.getMaxAge() != 0) {
      cookie.setMaxAge(maxAgeSeconds(config.maxAge(), ctx));
    }
    return true;
  }

  /** Tells whether nobody can read a cookie on its way to the client. */
  boolean isSafe(RoutingContext ctx) {
    return transport.isSafe(ctx.request());
  }

  private String text(Cookie cookie) {
    return config.partitioned() ? cookie.encode() + "; Partitioned" : cookie.encode();
  }

  /**
   * Some transports of SockJS send all cookies of the request back, in want of one named
   * JSESSIONID: without its attributes, the session cookie would be there for scripts to read.
   */
  static void dropEcho(RoutingContext ctx) {
    MultiMap headers = ctx.response().headers();
    String received = ctx.request().getHeader(HttpHeaders.COOKIE);
    if (received != null && headers.contains(HttpHeaders.SET_COOKIE, received, false)) {
      List<String> others = new ArrayList<>(headers.getAll(HttpHeaders.SET_COOKIE));
      others.removeIf(received::equals);
      headers.set(HttpHeaders.SET_COOKIE.toString(), others);
    }
  }

  /** A cookie has a path since a handler set it: one that was received never has. */
  static boolean isSent(Cookie cookie) {
    return cookie.getPath() != null;
  }

  /**
   * Sends the cookie of the request once more when Redis has extended the life of its session. Only
   * shortly after that is it known that no other request has given the session a new id: a response
   * that took longer would put the old id over the new one, and its user would be logged out. The
   * cookie is sent with the next response then that extends the session. Where the id is due to be
   * renewed, another request may be doing that.
   */
  private boolean isProlonged(RoutingContext ctx, Cookie cookie) {
    if (config.maxAge() == null
        || !(ctx.session() instanceof RedisSession session)
        || !session.ids().isConfirmed()
        || session.isRenewalDue()) {
      return false;
    }
    dress(cookie.setValue(session.value()));
    ResponseCaching.vary(ctx.response().headers());
    return true;
  }

  /** Gives a cookie the attributes of the policy that don't depend on its response. */
  void dress(Cookie cookie) {
    cookie
        .setPath(config.path())
        .setSecure(config.secure())
        .setHttpOnly(config.httpOnly())
        .setSameSite(config.sameSite());
  }

  private static long maxAgeSeconds(Duration configured, RoutingContext ctx) {
    @Nullable Duration left = ctx.session() instanceof RedisSession own ? own.timeLeft() : null;
    Duration shorter = left == null || configured.compareTo(left) < 0 ? configured : left;
    // 0 would delete the cookie of a session that still has half a second.
    return Math.max(1, shorter.toSeconds());
  }

  private void warnOnce() {
    if (withheld.compareAndSet(false, true)) {
      LOG.warn(
          "A session cookie was withheld, since it must be Secure and the request came over plain"
              + " HTTP from another machine: nobody can log in that way. If a proxy ended TLS, its"
              + " address belongs into http.trustProxy. This is logged once.");
    }
  }
}
