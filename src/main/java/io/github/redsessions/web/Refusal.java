package io.github.redsessions.web;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.TooManySessionsException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told in place of a response whose session change could not be stored: nothing of
 * that response but what browsers need to accept this one. Says neither where Redis is nor which
 * session it was. Source: RFC 9457 (problem details), RFC 9110 15.6.4 and 10.2.3.
 *
 * @param status the status code
 * @param detail one sentence for a person
 */
record Refusal(int status, String detail) {

  private static final String RETRY_AFTER_SECONDS = "1";

  /** Headers that say something about the site or the client, and not about the response. */
  private static final Set<String> KEPT =
      Set.of(
          "strict-transport-security",
          "content-security-policy",
          "content-security-policy-report-only",
          "permissions-policy",
          "referrer-policy",
          "timing-allow-origin",
          "vary",
          "x-content-type-options",
          "x-frame-options",
          "x-request-id");

  private static final List<String> KEPT_FAMILIES = List.of("access-control-", "cross-origin-");

  /** Finds what to tell about a failure of the store. */
  static Refusal of(Throwable failure) {
    // The stock handler understands only this wrapper.
    Throwable cause =
        failure instanceof HttpException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof SessionUnavailableException) {
      return new Refusal(503, "The session could not be stored. Try again in a moment.");
    } else if (cause instanceof SessionGoneException) {
      return new Refusal(
          409,
          "The session ended while the request was under way. Nothing of it was stored in it.");
    } else if (cause instanceof SessionConflictException) {
      return new Refusal(409, "Another request changed the session meanwhile. Try again.");
    } else if (cause instanceof TooManySessionsException) {
      return new Refusal(409, "The user has too many sessions. End one of them first.");
    }
    return new Refusal(500, "The session could not be stored.");
  }

  /**
   * Sends it, with all that the route has set before taken out.
   *
   * @param stored the value of a header that sets a cookie all the same, null for none
   */
  void send(HttpServerRequest request, HttpServerResponse response, @Nullable String stored) {
    for (Cookie cookie : List.copyOf(request.cookies())) {
      response.removeCookies(cookie.getName(), false);
    }
    List<Map.Entry<String, String>> headers = response.headers().entries();
    response.headers().clear();
    headers.stream()
        .filter(header -> isKept(header.getKey()))
        .forEach(header -> response.headers().add(header.getKey(), header.getValue()));
    if (stored != null) {
      response.headers().add(HttpHeaders.SET_COOKIE, stored);
    }
    answer(request, response);
  }

  /** Sends it, with what was set before. */
  void answer(HttpServerRequest request, HttpServerResponse response) {
    // The route's own message would otherwise stay.
    response.setStatusCode(status).setStatusMessage(title());
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (status == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (prefersHtml(request.getHeader(HttpHeaders.ACCEPT))) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8").end(page());
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json").end(problem());
    }
  }

  /**
   * Tells whether a page is what the client would rather have: a browser that navigates names HTML,
   * and everything else doesn't.
   */
  static boolean prefersHtml(@Nullable String accept) {
    double html = 0;
    double json = 0;
    for (String range : accept == null ? new String[0] : accept.split(",")) {
      String[] parts = range.toLowerCase(Locale.ROOT).split(";");
      String type = parts[0].strip();
      double weight = weight(parts);
      if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
        html = Math.max(html, weight);
      } else if (type.equals("application/json") || type.equals("application/problem+json")) {
        json = Math.max(json, weight);
      }
    }
    return html > json;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }

  private static boolean isKept(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return KEPT.contains(name) || KEPT_FAMILIES.stream().anyMatch(name::startsWith);
  }

  private String title() {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  private String problem() {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", title())
        .put("status", status)
        .put("detail", detail)
        .encode();
  }

  private String page() {
    return """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>%1$d %2$s</title></head>
        <body><h1>%2$s</h1><p>%3$s</p></body>
        </html>
        """
        .formatted(status, title(), detail);
  }
}
