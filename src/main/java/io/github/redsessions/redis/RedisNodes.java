package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.metrics.SessionMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that this process knows, one {@link RedisNode} for each and for each use of it. Safe
 * for use from any thread.
 */
final class RedisNodes {

  private static final Logger LOG = LoggerFactory.getLogger(RedisNodes.class);

  private final Vertx vertx;
  private final RedisConfig config;
  private final List<Script> scripts;
  private final SessionMeters meters;
  private final Map<Use, RedisNode> nodes = new ConcurrentHashMap<>();
  private final FormerConnections former = new FormerConnections();
  private volatile boolean closed;
  private volatile Consumer<RedisNode> troubleListener = node -> {};

  RedisNodes(Vertx vertx, RedisConfig config, List<Script> scripts) {
    this(vertx, config, scripts, SessionMeters.none());
  }

  RedisNodes(Vertx vertx, RedisConfig config, List<Script> scripts, SessionMeters meters) {
    this.vertx = vertx;
    this.config = config;
    this.scripts = scripts;
    this.meters = meters;
  }

  private record Use(URI endpoint, ConnectionSetup setup) {}

  Vertx vertx() {
    return vertx;
  }

  RedisConfig config() {
    return config;
  }

  SessionMeters meters() {
    return meters;
  }

  /** Names who is told when a connection is lost or can't be opened, on any event loop. */
  void onTrouble(Consumer<RedisNode> listener) {
    troubleListener = listener;
  }

  /** Gives the server's node, which connects when it is first used. */
  RedisNode get(URI endpoint, ConnectionSetup setup) {
    RedisNode node = nodes.computeIfAbsent(new Use(endpoint, setup), this::open);
    if (closed) {
      // Asked for by who has not noticed yet.
      close(node);
    }
    return node;
  }

  /** Closes the nodes of one setup but for those of these servers. */
  void retain(ConnectionSetup setup, Set<URI> endpoints) {
    nodes.forEach(
        (use, node) -> {
          if (use.setup == setup && !endpoints.contains(use.endpoint) && nodes.remove(use, node)) {
            close(node);
          }
        });
  }

  boolean isClosed() {
    return closed;
  }

  Future<Void> close() {
    closed = true;
    return Future.join(nodes.values().stream().map(RedisNode::close).toList()).mapEmpty();
  }

  private RedisNode open(Use use) {
    return new RedisNode(
        vertx,
        config,
        use.endpoint,
        use.setup,
        new RedisConnector(vertx, config, use.endpoint, use.setup, scripts, former),
        node -> troubleListener.accept(node),
        meters);
  }

  private static void close(RedisNode node) {
    node.close().onFailure(e -> LOG.debug("A node could not be closed", e));
  }
}
