package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;

/**
 * A primary that its replicas can't reach while clients can: it refuses the user as whom replicas
 * log in. Needs neither root nor a network of the test's own.
 */
final class ReplicaPartition {

  private static final String REPLICA = "replica";

  private ReplicaPartition() {}

  static Broken of(RedisServer primary) {
    primary.command("ACL", "SETUSER", REPLICA, "off");
    Object killed = primary.command("CLIENT", "KILL", "TYPE", "replica");
    return Broken.until(
            "partition of " + primary + " from its replicas",
            () -> primary.command("ACL", "SETUSER", REPLICA, "on"))
        .ifSeen(() -> (Long) killed > 0);
  }
}
