package io.github.redsessions.login;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.login.RequestOrigin.Verdict;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request change something only if a page of this origin caused it, or if it carries the
 * {@link CsrfToken} of its session: in this order, so that a foreign origin is refused whatever
 * token it has. Refusals cost no Redis command, but for the token of a client that says nothing of
 * its origin. Source: OWASP ASVS 5.0 3.5.1, rows X2 to X4.
 */
final class ForgeryCheck {

  private static final String SILENT = "redsessions.login.silent";
  private static final String MESSAGE =
      "This request may come from another site, so it is refused. Allowed is one with"
          + " Sec-Fetch-Site: same-origin, with the Origin of this service, or with the "
          + CsrfToken.HEADER
          + " that GET /csrf gives.";

  private final RequestOrigin origin;
  private final RedisSessions sessions;

  ForgeryCheck(RequestOrigin origin, RedisSessions sessions) {
    this.origin = origin;
    this.sessions = sessions;
  }

  /** Looks at the headers, before anything else of the request. */
  void headers(RoutingContext ctx) {
    Verdict verdict = origin.of(ctx.request());
    if (verdict == Verdict.FOREIGN) {
      refuse(ctx, "origin");
    } else {
      ctx.put(SILENT, verdict == Verdict.SILENT);
      ctx.next();
    }
  }

  /** Tells whether the headers said nothing, so that the token decides. */
  static boolean needsToken(RoutingContext ctx) {
    return ctx.get(SILENT, true);
  }

  /** Refuses a request that needs a token and has none, after its body and before its session. */
  void tokenIsThere(RoutingContext ctx) {
    if (needsToken(ctx) && token(ctx) == null) {
      refuse(ctx, "no token");
    } else {
      ctx.next();
    }
  }

  /** Looks at the token of a request that needs one, after its session was loaded. */
  void tokenMatches(RoutingContext ctx) {
    if (needsToken(ctx) && !matches(ctx.session(), token(ctx))) {
      refuse(ctx, "wrong token");
    } else {
      ctx.next();
    }
  }

  private static boolean matches(@Nullable Session session, @Nullable String token) {
    return session != null && token != null && CsrfToken.matches(session, token);
  }

  private static @Nullable String token(RoutingContext ctx) {
    List<String> tokens = ctx.request().headers().getAll(CsrfToken.HEADER);
    if (tokens.isEmpty()) {
      tokens = ctx.request().formAttributes().getAll(CsrfToken.FIELD);
    }
    return tokens.size() == 1 ? tokens.get(0) : null;
  }

  private void refuse(RoutingContext ctx, String reason) {
    sessions.audit(AuditEvent.CSRF_REFUSED, ctx, new JsonObject().put("reason", reason));
    Answers.error(ctx, 403, MESSAGE);
  }
}
