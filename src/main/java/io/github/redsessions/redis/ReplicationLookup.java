package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the servers of a static list: the primary is who says so. If several do, it is the one whose
 * replication has come furthest.
 *
 * <p>Sends ROLE to every server.
 *
 * @see <a href="https://redis.io/docs/latest/commands/role/">Redis: ROLE</a>
 */
final class ReplicationLookup implements PrimaryLookup {

  private static final Logger LOG = LoggerFactory.getLogger(ReplicationLookup.class);

  private final RedisNodes nodes;
  private final List<URI> endpoints;
  private final Incident several = new Incident();

  ReplicationLookup(RedisNodes nodes) {
    this.nodes = nodes;
    this.endpoints = nodes.config().endpoints();
  }

  @Override
  public Future<Found> find(@Nullable URI current) {
    Map<URI, Future<ServerRole>> asked = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> asked.put(endpoint, ServerRole.ask(nodes, endpoint)));
    return Future.join(List.copyOf(asked.values()))
        .transform(ended -> Future.succeededFuture(decide(asked, current)));
  }

  @Override
  public void close() {
    // Nothing goes on between look-ups.
  }

  private Found decide(Map<URI, Future<ServerRole>> asked, @Nullable URI current) {
    Map<URI, ServerRole> primaries = new LinkedHashMap<>();
    List<URI> replicas = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    asked.forEach(
        (endpoint, answer) -> {
          ServerRole role = answer.result();
          if (role == null) {
            problems.add(endpoint.getAuthority() + " (" + Reason.of(answer.cause()) + ")");
          } else if (role.isPrimary()) {
            primaries.put(endpoint, role);
          } else {
            replicas.add(endpoint);
            problems.add(endpoint.getAuthority() + " (says " + role.name() + ")");
          }
        });
    URI primary = furthest(primaries, current);
    return primary == null
        ? Found.nobody("nobody says master of " + String.join(", ", problems))
        : new Found(primary, replicas, Set.copyOf(endpoints), "");
  }

  private @Nullable URI furthest(Map<URI, ServerRole> primaries, @Nullable URI current) {
    URI furthest = null;
    long offset = -1;
    for (Map.Entry<URI, ServerRole> primary : primaries.entrySet()) {
      long reached = primary.getValue().offset();
      if (reached > offset || (reached == offset && primary.getKey().equals(current))) {
        furthest = primary.getKey();
        offset = reached;
      }
    }
    warnOfSeveral(primaries.keySet(), furthest);
    return furthest;
  }

  private void warnOfSeveral(Set<URI> primaries, @Nullable URI furthest) {
    if (primaries.size() < 2) {
      if (several.isOver()) {
        LOG.info("Only one server says that it is the primary");
      }
      return;
    }
    String names = primaries.stream().map(URI::getAuthority).collect(Collectors.joining(", "));
    if (several.isNews(names) && furthest != null) {
      LOG.warn(
          "Several servers say that they are the primary: {}; the highest replication offset has"
              + " {}",
          names,
          furthest.getAuthority());
    }
  }
}
