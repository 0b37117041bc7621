package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the replica that the sentinels have promoted and don't name yet: up to a second passes
 * between the two.
 *
 * <p>Only a server that this process has heard say that it is a replica, since the primary was last
 * confirmed, can be that one. A primary that comes back after it was replaced says for some seconds
 * that it still is one, and must not be mistaken for it, nor be gone back to while the sentinels
 * don't know yet what this process knows. Confined to one event loop.
 */
final class PromotedReplica {

  /**
   * For how long a promoted replica is believed more than sentinels who name the server before it:
   * they ask it every second and tell each other at once. One whose promotion they gave up, which
   * they make a replica again after ten seconds or so, is left after this time.
   */
  private static final long AHEAD_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final RedisNodes nodes;
  private final LongSupplier nanoTime;
  private Set<URI> confirmed = Set.of();
  private @Nullable URI ahead;
  private long since;

  PromotedReplica(RedisNodes nodes, LongSupplier nanoTime) {
    this.nodes = nodes;
    this.nanoTime = nanoTime;
  }

  /** Hears what the replicas of the primary, which was just confirmed, say of themselves. */
  void confirm(List<URI> replicas) {
    ahead = null;
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
              return promoted.size() == 1 ? found(promoted.get(0)) : null;
            });
  }

  private URI found(URI server) {
    if (!server.equals(ahead)) {
      ahead = server;
      since = nanoTime.getAsLong();
    }
    return server;
  }

  /**
   * Keeps to the one that was found, while the primary before it is back, says that it still is
   * one, and is named by sentinels that have not heard of the promotion.
   *
   * @param named whom the sentinels name
   * @return the one that was found and still says that it is the primary; null if there is none, if
   *     the sentinels name it, or if they have had time enough to
   */
  Future<@Nullable URI> keep(List<URI> named) {
    URI server = ahead;
    if (server == null || named.contains(server) || nanoTime.getAsLong() - since > AHEAD_NANOS) {
      return Future.succeededFuture();
    }
    return ServerRole.ask(nodes, server)
        .transform(
            (role, e) ->
                Future.<@Nullable URI>succeededFuture(
                    role != null && role.isPrimary() ? server : null));
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
