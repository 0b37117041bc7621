package io.github.redsessions.redis;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of a scan. Public because the store reads it; applications have no use for it.
 *
 * @param cursor where the next page begins, {@code 0} at the end
 * @param keys the keys of this page
 */
public record KeyPage(String cursor, List<String> keys) {

  /** Reads the reply to SCAN. */
  static KeyPage parse(Response reply) {
    List<String> keys = new ArrayList<>(reply.get(1).size());
    reply.get(1).forEach(key -> keys.add(key.toString()));
    return new KeyPage(reply.get(0).toString(), keys);
  }
}
