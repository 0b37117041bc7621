package io.github.redsessions.login;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/**
 * The two media types that a body may have, since a form of another site can send some of the
 * others. Source: OWASP ASVS 5.0 3.5.2, row X5.
 */
final class BodyTypes {

  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON = "application/json";

  private BodyTypes() {}

  /** Gives the media type of the request's body without its parameters, or an empty text. */
  static String of(RoutingContext ctx) {
    String header = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (header == null) {
      return "";
    }
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Refuses a body of another type before any of it is read (415), and an absent one. */
  static void require(RoutingContext ctx) {
    String type = of(ctx);
    if (type.equals(FORM) || type.equals(JSON)) {
      ctx.next();
    } else {
      String allowed = FORM + ", " + JSON;
      ctx.response().putHeader(HttpHeaders.ACCEPT, allowed);
      Answers.error(ctx, 415, "Content-Type: found another, allowed " + allowed);
    }
  }

  /** Does as {@link #require}, but lets a request go on that has no body and says nothing of it. */
  static void requireOfBody(RoutingContext ctx) {
    if (of(ctx).isEmpty() && isWithoutBody(ctx.request())) {
      ctx.next();
    } else {
      require(ctx);
    }
  }

  private static boolean isWithoutBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length == null || length.equals("0"))
        && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        && !request.headers().contains(HttpHeaders.CONTENT_TYPE);
  }
}
