package io.github.redsessions.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What caches are told of a response that has to do with a session. Source: RFC 9111, 3 and 4.1.
 */
final class ResponseCaching {

  private ResponseCaching() {}

  /**
   * Writes the headers.
   *
   * @param read true if the response may depend on the session
   * @param setsCookie true if the response sets or deletes its cookie
   */
  static void announce(MultiMap headers, boolean read, boolean setsCookie) {
    String caching = headers.get(HttpHeaders.CACHE_CONTROL);
    if (setsCookie && !names(caching, "no-store")) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    String vary = String.join(", ", headers.getAll(HttpHeaders.VARY));
    if (read && !names(vary, "cookie") && !names(vary, "*")) {
      headers.add(HttpHeaders.VARY, "Cookie");
    }
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
