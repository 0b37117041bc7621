package io.github.redsessions.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the sessions are kept: the keys under {@code redis}.
 *
 * @param mode {@code redis.mode}, default {@code standalone}
 * @param endpoints {@code redis.endpoints}, default {@code redis://127.0.0.1:6379}; without
 *     credentials
 * @param user {@code redis.user}, the ACL user, absent for the default user
 * @param password {@code redis.password}, absent when Redis asks for none
 * @param commandTimeout {@code redis.commandTimeoutMs}, default 500 ms
 * @param connectTimeout {@code redis.connectTimeoutMs}, default 1000 ms
 */
public record RedisConfig(
    Mode mode,
    List<URI> endpoints,
    @Nullable String user,
    @Nullable Secret password,
    Duration commandTimeout,
    Duration connectTimeout) {

  /** How the Redis servers are arranged. */
  public enum Mode {
    /**
     * A real redis-server is started by this process on a free port and ends with it: development
     * only.
     */
    EMBEDDED,
    /** One Redis server. */
    STANDALONE
  }
}
