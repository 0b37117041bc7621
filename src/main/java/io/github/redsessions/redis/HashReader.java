package io.github.redsessions.redis;

import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * Makes something of a hash. Public because the store does; applications have no use for it.
 *
 * @param <T> of what it makes it
 */
@FunctionalInterface
public interface HashReader<T> {
  /**
   * Reads the reply.
   *
   * @param fields field, value, field, value, …; empty when there is no such key
   * @param newest false if a replica said so, which may be behind
   * @return null if there is nothing to be made of it, and then the primary is asked
   */
  @Nullable T read(Response fields, boolean newest);
}
