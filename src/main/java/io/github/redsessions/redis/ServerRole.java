package io.github.redsessions.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.net.URI;

/**
 * What a server says of itself with ROLE.
 *
 * @param name {@code master}, {@code slave} or {@code sentinel}
 * @param offset how far its replication is, in bytes; 0 for a sentinel
 * @see <a href="https://redis.io/docs/latest/commands/role/">Redis: ROLE</a>
 */
record ServerRole(String name, long offset) {

  /** Asks a server, over a connection that is used for nothing but questions. */
  static Future<ServerRole> ask(RedisNodes nodes, URI endpoint) {
    return nodes
        .get(endpoint, ConnectionSetup.QUESTIONS)
        .send(Requests.role())
        .map(ServerRole::parse);
  }

  static ServerRole parse(Response role) {
    String name = role.get(0).toString();
    return switch (name) {
      case "master" -> new ServerRole(name, role.get(1).toLong());
      case "slave" -> new ServerRole(name, role.get(4).toLong());
      default -> new ServerRole(name, 0);
    };
  }

  boolean isReplica() {
    return name.equals("slave");
  }

  boolean isPrimary() {
    return name.equals("master");
  }
}
