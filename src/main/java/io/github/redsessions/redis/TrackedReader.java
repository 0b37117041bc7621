package io.github.redsessions.redis;

import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * Makes something of a hash that may be kept. Public because the store does; applications have no
 * use for it.
 *
 * @param <T> of what it makes it
 */
@FunctionalInterface
public interface TrackedReader<T> {
  /**
   * Reads the reply.
   *
   * @param fields field, value, field, value, …; empty when there is no such key
   * @param freshness tells for how long that counts; null if it doesn't beyond now
   * @return what {@link RedisCommands#hgetallTracked} gives
   */
  @Nullable T read(Response fields, @Nullable Freshness freshness);
}
