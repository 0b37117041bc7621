package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who takes a key's commands: the one thing in which one server, a failover group and a cluster
 * differ.
 */
interface Topology {

  /**
   * Opens the topology that the configuration names.
   *
   * <p>Succeeds when Redis can't be reached too: the links keep trying, and commands fail until one
   * of them succeeds. Mode {@code embedded} starts a server first and fails when that isn't
   * possible on this platform.
   *
   * @param nodes whence the connections come; closed with the topology
   * @return the topology
   */
  static Future<Topology> open(RedisNodes nodes) {
    RedisConfig config = nodes.config();
    return switch (config.mode()) {
      case STANDALONE ->
          StandaloneTopology.open(nodes, config.endpoints().get(0), Future::succeededFuture);
      case EMBEDDED ->
          EmbeddedRedis.start(nodes.vertx())
              .compose(
                  server -> {
                    URI endpoint = URI.create("redis://127.0.0.1:" + server.port());
                    return StandaloneTopology.open(nodes, endpoint, server::close);
                  });
      case SENTINEL -> FailoverTopology.open(nodes, watch -> new SentinelLookup(nodes, watch));
      case REPLICATION -> FailoverTopology.open(nodes, watch -> new ReplicationLookup(nodes));
      case CLUSTER -> ClusterTopology.open(nodes);
    };
  }

  /**
   * Names the servers that hold a key.
   *
   * @param key a key
   * @return its shard
   */
  Shard shardOf(String key);

  /**
   * Names all shards.
   *
   * @return each once
   */
  List<Shard> shards();

  /**
   * Tells two states apart: which shard has which keys.
   *
   * @return another object as soon as this process knows that some keys are with another shard
   */
  default Object layout() {
    return this;
  }

  /**
   * Says that a shard did not serve, so that the topology looks at once who is its primary now.
   * Called for every command that failed so, and therefore cheap while such a look is under way.
   *
   * @param shard the shard
   */
  void suspect(Shard shard);

  /**
   * Names the server to which a reply has sent the client: MOVED and ASK, in a cluster only.
   *
   * @param error what the server replied
   * @param sender the server
   * @return where to send the command now, or null if the error sends nowhere
   */
  default @Nullable Redirect redirect(ReplyError error, RedisNode sender) {
    return null;
  }

  /**
   * Tells whether {@link #close()} was called.
   *
   * @return true from then on
   */
  boolean isClosed();

  /**
   * Closes the connections, and the server if this process started it.
   *
   * @return completes when they are closed; never fails
   */
  Future<Void> close();

  /**
   * Where a command belongs instead.
   *
   * @param node the server
   * @param asking whether ASKING must go before the command, since the slot is still being moved
   */
  record Redirect(RedisNode node, boolean asking) {}
}
