package io.github.redsessions.config;

import java.time.Duration;

/**
 * How many replicas must have a change before it counts: the keys under {@code redis.durability}.
 * Immutable.
 *
 * @param replicas {@code redis.durability.replicas}: how many replicas must have a login, rotation
 *     or logout before it succeeds, default 0 (none), 0 to 5
 * @param timeout {@code redis.durability.timeoutMs}: how long they may take, default 200 ms, 10 to
 *     10000; after it the change fails
 * @param allWrites {@code redis.durability.allWrites}, default false: true asks the same of every
 *     other change of a session
 */
public record DurabilityConfig(int replicas, Duration timeout, boolean allWrites) {

  static DurabilityConfig read(ConfigReader in) {
    return new DurabilityConfig(
        in.integer("replicas", 0, 0, 5),
        in.millis("timeoutMs", 200, 10, 10_000),
        in.flag("allWrites", false));
  }
}
