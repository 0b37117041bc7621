package io.github.redsessions.login;

import io.github.redsessions.web.SecureTransport;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * The headers that every answer has. Source: OWASP ASVS 5.0 3.4.1 to 3.4.6, 14.3.2, OWASP HTTP
 * Headers Cheat Sheet, rows X7, X8.
 *
 * @param transport tells whether the client uses HTTPS: only then may {@code
 *     Strict-Transport-Security} be sent (RFC 6797 section 7.2)
 */
record SecurityHeaders(SecureTransport transport) {

  /** Two years, and all hosts below this one. */
  private static final String STRICT_TRANSPORT = "max-age=63072000; includeSubDomains";

  private static final String CONTENT_POLICY =
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri"
          + " 'none'";

  /** Without the cookies, which would be those of sibling hosts too: logout deletes its own. */
  private static final String ENDED_DATA = "\"cache\", \"storage\"";

  /** Sets the headers, and goes on. */
  void set(RoutingContext ctx) {
    MultiMap headers = ctx.response().headers();
    headers
        .set("Content-Security-Policy", CONTENT_POLICY)
        .set("X-Content-Type-Options", "nosniff")
        // With no-referrer browsers would say "Origin: null" of our own forms (Fetch standard 3.2).
        .set("Referrer-Policy", "same-origin")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set(HttpHeaders.CACHE_CONTROL, "no-store");
    if (transport.isHttps(ctx.request())) {
      headers.set("Strict-Transport-Security", STRICT_TRANSPORT);
    }
    ctx.next();
  }

  /** Lets the browser forget what it kept of the pages of a session that has ended (row L3). */
  static void forget(RoutingContext ctx) {
    ctx.response().putHeader("Clear-Site-Data", ENDED_DATA);
  }
}
