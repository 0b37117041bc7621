package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** One server, which takes everything. */
record StandaloneTopology(RedisNodes nodes, Shard shard, Supplier<Future<Void>> afterClose)
    implements Topology {

  static Future<Topology> open(RedisNodes nodes, URI endpoint, Supplier<Future<Void>> afterClose) {
    RedisNode node = nodes.get(endpoint, ConnectionSetup.SESSIONS);
    return node.warmUp().map(new StandaloneTopology(nodes, new Shard(node), afterClose));
  }

  @Override
  public Shard shardOf(String key) {
    return shard;
  }

  @Override
  public List<Shard> shards() {
    return List.of(shard);
  }

  @Override
  public void suspect(Shard suspected) {
    // There is no other server: its links reconnect by themselves.
  }

  @Override
  public boolean isClosed() {
    return nodes.isClosed();
  }

  @Override
  public Future<Void> close() {
    return nodes.close().eventually(afterClose);
  }
}
