package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;

/**
 * Who takes a key's commands: the one thing in which one server, a failover group and a cluster
 * differ.
 *
 * <p>Public because the store opens it; applications choose with {@code redis.mode}.
 */
public interface Topology {

  /**
   * Opens the topology that the configuration names.
   *
   * <p>Succeeds when Redis can't be reached too: the links keep trying, and commands fail until one
   * of them succeeds. Mode {@code embedded} starts a server first and fails when that isn't
   * possible on this platform.
   *
   * @param vertx the Vert.x instance whose event loops carry the connections
   * @param config the keys under {@code redis}
   * @param scripts what is loaded into Redis whenever a connection opens
   * @return the topology
   */
  static Future<Topology> open(Vertx vertx, RedisConfig config, List<Script> scripts) {
    return switch (config.mode()) {
      case STANDALONE -> {
        RedisNode node = new RedisNode(vertx, config, config.endpoints().get(0), scripts);
        yield node.warmUp().map(new StandaloneTopology(node, Future::succeededFuture));
      }
      case EMBEDDED ->
          EmbeddedRedis.start(vertx)
              .compose(
                  server -> {
                    URI endpoint = URI.create("redis://127.0.0.1:" + server.port());
                    RedisNode node = new RedisNode(vertx, config, endpoint, scripts);
                    return node.warmUp().map(new StandaloneTopology(node, server::close));
                  });
    };
  }

  /**
   * Names the server that takes a key's reads and writes.
   *
   * @param key a key
   * @return its primary
   */
  RedisNode primaryOf(String key);

  /**
   * Names every server that holds keys of its own.
   *
   * @return the primaries
   */
  List<RedisNode> primaries();

  /**
   * Closes the connections, and the server if this process started it.
   *
   * @return completes when they are closed; never fails
   */
  Future<Void> close();
}
