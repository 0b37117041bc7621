package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the replica that the sentinels have promoted and don't name yet: up to a second passes
 * between the two.
 *
 * <p>Only a server that this process has heard say that it is a replica, since the primary was last
 * confirmed, can be that one. A primary that comes back after it was replaced says for some seconds
 * that it still is one, and must not be mistaken for it. Confined to one event loop.
 */
final class PromotedReplica {

  private final RedisNodes nodes;
  private Set<URI> confirmed = Set.of();

  PromotedReplica(RedisNodes nodes) {
    this.nodes = nodes;
  }

  /** Hears what the replicas of the primary, which was just confirmed, say of themselves. */
  void confirm(List<URI> replicas) {
    Set<URI> saySo = new HashSet<>();
    roles(replicas)
        .onSuccess(
            roles -> {
              roles.forEach(
                  (server, role) -> {
                    if (role.isReplica()) {
                      saySo.add(server);
                    }
                  });
              confirmed = saySo;
            });
  }

  /**
   * Looks among the replicas of the primary that doesn't answer, or isn't it any more.
   *
   * @return the one that says that it is the primary now, null if there is none or several
   */
  Future<@Nullable URI> find(List<URI> replicas) {
    List<URI> candidates = replicas.stream().filter(confirmed::contains).toList();
    return roles(candidates)
        .map(
            roles -> {
              List<URI> promoted = new ArrayList<>();
              roles.forEach(
                  (server, role) -> {
                    if (role.isPrimary()) {
                      promoted.add(server);
                    }
                  });
              return promoted.size() == 1 ? promoted.get(0) : null;
            });
  }

  /** What those of the servers say that answer. */
  private Future<Map<URI, ServerRole>> roles(List<URI> servers) {
    Map<URI, ServerRole> roles = new LinkedHashMap<>();
    List<Future<ServerRole>> asked = new ArrayList<>();
    for (URI server : servers) {
      asked.add(ServerRole.ask(nodes, server).onSuccess(role -> roles.put(server, role)));
    }
    return Future.join(asked).transform(ended -> Future.succeededFuture(roles));
  }
}
