package io.github.redsessions.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What caches are told of a response that has to do with a session. Source: RFC 9111, 3 and 4.1.
 */
final class ResponseCaching {

  private static final CharSequence COOKIE = HttpHeaders.createOptimized("Cookie");

  private ResponseCaching() {}

  /** Keeps a response out of caches that sets or deletes the session cookie. */
  static void forbid(MultiMap headers) {
    if (!names(headers.get(HttpHeaders.CACHE_CONTROL), "no-store")) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
  }

  /** Tells caches that a response may depend on the session. */
  static void vary(MultiMap headers) {
    if (headers.contains(HttpHeaders.VARY)) {
      for (String vary : headers.getAll(HttpHeaders.VARY)) {
        if (names(vary, "cookie") || names(vary, "*")) {
          return;
        }
      }
    }
    headers.add(HttpHeaders.VARY, COOKIE);
  }

  private static boolean names(@Nullable String list, String element) {
    if (list != null) {
      for (String each : list.toLowerCase(Locale.ROOT).split(",", -1)) {
        if (each.strip().equals(element)) {
          return true;
        }
      }
    }
    return false;
  }
}
