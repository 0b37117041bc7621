package io.github.redsessions.redis;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An error that Redis replied.
 *
 * @param kind its first word, such as {@code READONLY}
 * @param detail the rest, which may quote keys and values: never for a log or a message
 */
record ReplyError(String kind, String detail) {

  /** What Redis says while it fails over, restarts or moves slots: soon it may say otherwise. */
  private static final Set<String> PASSING =
      Set.of(
          "READONLY",
          "LOADING",
          "MASTERDOWN",
          "NOREPLICAS",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "MOVED",
          "ASK",
          "UNBLOCKED");

  /** Reads what a command failed with; null if that was not a reply. */
  static @Nullable ReplyError of(Throwable e) {
    String message = String.valueOf(e.getMessage());
    // The client reports a closed connection as if Redis had said so.
    boolean reply =
        e instanceof Response response
            && response.type() == ResponseType.ERROR
            && !message.contains("CONNECTION_CLOSED");
    if (!reply) {
      return null;
    }
    String[] words = message.split("\\s+", 2);
    return new ReplyError(words[0], words.length > 1 ? words[1] : "");
  }

  static boolean is(Throwable e, String kind) {
    ReplyError error = of(e);
    return error != null && error.kind.equals(kind);
  }

  /** True if the same command may succeed a moment later, here or at another server. */
  boolean isPassing() {
    return PASSING.contains(kind);
  }
}
