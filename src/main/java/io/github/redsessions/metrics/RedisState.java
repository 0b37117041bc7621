package io.github.redsessions.metrics;

import java.util.List;

/** Tells how the servers are, as far as commands have found out; asks nobody. */
@FunctionalInterface
public interface RedisState {

  /**
   * Lists those who hold the sessions.
   *
   * @return one for each shard
   */
  List<Shard> shards();

  /**
   * A primary and its replicas.
   *
   * @param primary host and port, or the path of a Unix socket; empty while none is known
   * @param replicas the same of those that are known
   * @param serving false if it can't be reached, or has lately refused reads or writes
   */
  record Shard(String primary, List<String> replicas, boolean serving) {}
}
