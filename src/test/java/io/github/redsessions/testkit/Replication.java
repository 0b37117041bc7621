package io.github.redsessions.testkit;

import java.util.List;

/** What a server says about itself by ROLE; one that doesn't answer is neither. */
final class Replication {

  private Replication() {}

  static boolean isPrimary(RedisServer server) {
    return role(server).get(0).equals("master");
  }

  static boolean isReplica(RedisServer server) {
    return role(server).get(0).equals("slave");
  }

  /** Whether the replica follows this primary and has all that it had at the beginning. */
  static boolean isOnlineReplicaOf(RedisServer replica, RedisServer primary) {
    List<?> role = role(replica);
    return role.get(0).equals("slave")
        && role.get(2).equals((long) primary.fleetPort())
        && role.get(3).equals("connected");
  }

  private static List<?> role(RedisServer server) {
    try {
      return (List<?>) server.probe("ROLE");
    } catch (RuntimeException e) {
      return List.of("silent: " + e.getMessage());
    }
  }
}
