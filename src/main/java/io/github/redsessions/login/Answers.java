package io.github.redsessions.login;

import io.github.redsessions.SessionUnavailableException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The form of every answer: JSON for a client that sent JSON or whose {@code Accept} header prefers
 * {@code application/json} to HTML, and a page for all others; and what a failure looks like.
 *
 * <p>No answer and no log line quotes the request.
 */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private static final String JSON_ONLY = "redsessions.login.json";

  /** What the body handler fails a request with of which the rest can't be read. */
  private static final int BROKEN_BODY = 200;

  private Answers() {}

  /** Lets a route answer with JSON whatever the client prefers, and goes on. */
  static void jsonOnly(RoutingContext ctx) {
    ctx.put(JSON_ONLY, true);
    ctx.next();
  }

  static boolean wantsJson(RoutingContext ctx) {
    if (ctx.get(JSON_ONLY, false) || BodyTypes.of(ctx).equals(BodyTypes.JSON)) {
      return true;
    }
    try {
      return prefersJson(ctx);
    } catch (RuntimeException e) {
      // The parser of vertx-web fails for some texts that are no media types, such as a="
      return false;
    }
  }

  private static boolean prefersJson(RoutingContext ctx) {
    // Sorted by preference.
    for (MIMEHeader accepted : ctx.parsedHeaders().accept()) {
      if (accepted.weight() > 0) {
        if (accepted.component().equalsIgnoreCase("text")) {
          return false;
        }
        if (accepted.value().strip().equalsIgnoreCase(BodyTypes.JSON)) {
          return true;
        }
      }
    }
    return false;
  }

  static void json(RoutingContext ctx, int status, JsonObject body) {
    end(ctx, status, BodyTypes.JSON, body.encode());
  }

  static void json(RoutingContext ctx, int status, JsonArray body) {
    end(ctx, status, BodyTypes.JSON, body.encode());
  }

  static void page(RoutingContext ctx, int status, String html) {
    end(ctx, status, "text/html; charset=utf-8", html);
  }

  static void stylesheet(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
    end(ctx, 200, "text/css; charset=utf-8", Pages.STYLESHEET);
  }

  /** Sends the client to another page with a GET (303). */
  static void seeOther(RoutingContext ctx, String path) {
    ctx.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, path).end();
  }

  /** Answers what was done and has no result; a browser, which sends forms, goes to a page. */
  static void done(RoutingContext ctx, String path) {
    if (isProgram(ctx)) {
      ctx.response().setStatusCode(204).end();
    } else {
      seeOther(ctx, path);
    }
  }

  /** Answers how many sessions were ended; a browser goes to a page. */
  static void ended(RoutingContext ctx, int count, String path) {
    if (isProgram(ctx)) {
      json(ctx, 200, new JsonObject().put("ended", count));
    } else {
      seeOther(ctx, path);
    }
  }

  /** No form deletes. */
  private static boolean isProgram(RoutingContext ctx) {
    return wantsJson(ctx) || ctx.request().method().equals(HttpMethod.DELETE);
  }

  static void retryAfter(RoutingContext ctx, Duration wait) {
    ctx.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds()));
  }

  static String tooMany(Duration wait) {
    return "Too many attempts. Try again in " + wait.toSeconds() + " seconds.";
  }

  /** Answers with a short message for a person. */
  static void error(RoutingContext ctx, int status, String message) {
    if (wantsJson(ctx)) {
      json(ctx, status, new JsonObject().put("error", message));
    } else {
      page(ctx, status, Pages.error(status, message));
    }
  }

  static void methodNotAllowed(RoutingContext ctx, String allowed) {
    ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
    error(ctx, 405, "This method is not allowed here; allowed are " + allowed);
  }

  /**
   * Answers a request that failed: 503 with {@code Retry-After} when the sessions can't be reached,
   * a client's own error with its status, and everything else with a generic 500 that is logged.
   */
  static void failure(RoutingContext ctx) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return;
    }
    Throwable failure = ctx.failure();
    int status = failure instanceof SessionUnavailableException ? 503 : ctx.statusCode();
    if (response.headWritten()) {
      LOG.error("A request failed after its answer had begun", failure);
      response.reset();
    } else if (status == 503) {
      LOG.debug("Answered 503", failure);
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
      error(ctx, 503, "The service can't answer right now. Try again in a moment.");
    } else if (status == BROKEN_BODY) {
      LOG.debug("A body broke off", failure);
      error(ctx, 400, describe(400));
    } else if (status >= 400 && status < 500) {
      error(ctx, status, describe(status));
    } else {
      LOG.error("A request failed", failure);
      error(ctx, 500, "Something went wrong on our side.");
    }
  }

  /**
   * Refuses a query that can't be decoded (400) before anybody decodes it: the body handler would
   * do so where no one sees the exception, and the request would never be answered.
   */
  static void requireDecodable(RoutingContext ctx) {
    try {
      if (ctx.request().query() != null) {
        ctx.request().params();
      }
    } catch (IllegalArgumentException e) {
      malformed(ctx);
      return;
    }
    ctx.next();
  }

  /** Answers a path or query that can't even be decoded. */
  static void malformed(RoutingContext ctx) {
    error(ctx, 400, describe(400));
  }

  private static String describe(int status) {
    return switch (status) {
      case 400 -> "The request is malformed.";
      case 404 -> "There is nothing at this address.";
      case 413 -> "The body is too large; allowed are " + RequestFields.MAX_BODY_BYTES + " bytes.";
      default -> HttpResponseStatus.valueOf(status).reasonPhrase();
    };
  }

  private static void end(RoutingContext ctx, int status, String type, String body) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
  }
}
