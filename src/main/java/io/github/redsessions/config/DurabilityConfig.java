package io.github.redsessions.config;

import java.time.Duration;

/**
 * How many replicas must have a change before it counts: the keys under {@code redis.durability}.
 * Costs one WAIT, a round trip from the primary to its replicas and back, for each such change.
 * Immutable.
 *
 * @param replicas {@code redis.durability.replicas}: how many replicas must have a login, rotation
 *     or logout before it succeeds, default 0 (none), 0 to 5; not with {@code redis.mode embedded}
 * @param timeout {@code redis.durability.timeoutMs}: how long they may take, default 200 ms, 10 to
 *     10000; after it the change fails with a {@code SessionNotReplicatedException}, although the
 *     primary has it
 * @param allWrites {@code redis.durability.allWrites}, default false: true asks the same of every
 *     other change of a session; only with {@code replicas} of 1 or more
 */
public record DurabilityConfig(int replicas, Duration timeout, boolean allWrites) {

  static DurabilityConfig read(ConfigReader in) {
    DurabilityConfig durability =
        new DurabilityConfig(
            in.integer("replicas", 0, 0, 5),
            in.millis("timeoutMs", 200, 10, 10_000),
            in.flag("allWrites", false));
    if (in.sound("replicas") && durability.allWrites && durability.replicas == 0) {
      in.problem(
          "allWrites", "found true, allowed only with redis.durability.replicas of 1 or more");
    }
    return durability;
  }
}
