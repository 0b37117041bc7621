package io.github.redsessions.redis;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** One server, which takes everything. */
record StandaloneTopology(RedisNode node, Supplier<Future<Void>> afterClose) implements Topology {

  @Override
  public RedisNode primaryOf(String key) {
    return node;
  }

  @Override
  public List<RedisNode> primaries() {
    return List.of(node);
  }

  @Override
  public Future<Void> close() {
    return node.close().eventually(afterClose);
  }
}
