package io.github.redsessions.config;

import java.time.Duration;

/**
 * Sessions kept in the memory of this process too: the keys under {@code nearCache}. Immutable.
 *
 * @param enabled {@code nearCache.enabled}: true answers an unchanged request without asking Redis,
 *     default false
 * @param maxEntries {@code nearCache.maxEntries}: how many sessions are kept, default 10000, 1 to
 *     1000000
 * @param maxBytes {@code nearCache.maxBytes}: about how large they may be together, default
 *     67108864 bytes (64 MiB), 65536 to 2147483647
 * @param maxStaleness {@code nearCache.maxStalenessMs}: for how long at most a session that another
 *     server has changed or ended is still seen as it was, default 1000 ms, 100 to 60000
 */
public record NearCacheConfig(
    boolean enabled, int maxEntries, int maxBytes, Duration maxStaleness) {

  static NearCacheConfig read(ConfigReader in) {
    return new NearCacheConfig(
        in.flag("enabled", false),
        in.integer("maxEntries", 10_000, 1, 1_000_000),
        in.integer("maxBytes", 64 << 20, 64 << 10, Integer.MAX_VALUE),
        in.millis("maxStalenessMs", 1_000, 100, 60_000));
  }
}
