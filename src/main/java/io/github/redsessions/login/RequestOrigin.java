package io.github.redsessions.login;

import io.github.redsessions.web.SecureTransport;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose page caused a request, by what browsers say and pages can't: {@code Sec-Fetch-Site},
 * and where that is absent, {@code Origin}. Source: OWASP CSRF Prevention Cheat Sheet, Fetch
 * Metadata; Fetch standard 3.2; rows X2, X3.
 *
 * @param transport tells whether the client uses HTTPS
 */
record RequestOrigin(SecureTransport transport) {

  /** What the headers say. */
  enum Verdict {
    /** A page of this origin, or the user alone (an address that was typed in). */
    OWN,
    /** A page of another origin, of a subdomain or of an unknown one. */
    FOREIGN,
    /** They say nothing: this is no browser, or an old one. */
    SILENT
  }

  // A page can't cause "none". "same-site" is refused: whoever has some other host of the site
  // would have this one too.
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  Verdict of(HttpServerRequest request) {
    List<String> sites = request.headers().getAll("Sec-Fetch-Site");
    if (!sites.isEmpty()) {
      return sites.size() == 1 && OWN_SITES.contains(sites.get(0)) ? Verdict.OWN : Verdict.FOREIGN;
    }
    List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
    if (!origins.isEmpty()) {
      return origins.size() == 1 && origins.get(0).equals(own(request))
          ? Verdict.OWN
          : Verdict.FOREIGN;
    }
    return Verdict.SILENT;
  }

  /** The origin of this service as the client names it (RFC 6454 section 6.2), null without. */
  private @Nullable String own(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (authority == null) {
      return null;
    }
    boolean https = transport.isHttps(request);
    int port = authority.port();
    String host = authority.host().toLowerCase(Locale.ROOT);
    return (https ? "https://" : "http://")
        + host
        + (port < 0 || port == (https ? 443 : 80) ? "" : ":" + port);
  }
}
