package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import java.util.EnumSet;
import java.util.Set;

/** What of the configuration needs commands of its own; {@link Requests#harmless} names them. */
enum CommandNeed {
  FAILOVER,
  REPLICA_READS,
  DURABILITY,
  CLUSTER,
  NEAR_CACHE,
  AUDIT_STREAM;

  static Set<CommandNeed> of(SessionsConfig config) {
    Set<CommandNeed> needs = EnumSet.noneOf(CommandNeed.class);
    RedisConfig redis = config.redis();
    add(needs, FAILOVER, redis.mode().failsOver());
    add(needs, REPLICA_READS, redis.reads() == RedisConfig.Reads.REPLICA);
    add(needs, DURABILITY, redis.durability().replicas() > 0);
    add(needs, CLUSTER, redis.mode() == RedisConfig.Mode.CLUSTER);
    add(needs, NEAR_CACHE, config.nearCache().enabled());
    add(needs, AUDIT_STREAM, config.audit().stream());
    return needs;
  }

  private static void add(Set<CommandNeed> needs, CommandNeed need, boolean isNeeded) {
    if (isNeeded) {
      needs.add(need);
    }
  }
}
