package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.metrics.CommandKind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads the keys of all servers, page by page, with SCAN. Safe for use from any thread. */
final class KeyScan {

  private final Topology topology;
  private final CommandProbe probe;

  KeyScan(Topology topology, CommandProbe probe) {
    this.topology = topology;
    this.probe = probe;
  }

  /** As {@link RedisCommands#primaries} has it. */
  Future<List<RedisNode>> primaries() {
    List<RedisNode> primaries = new ArrayList<>();
    for (Shard shard : topology.shards()) {
      RedisNode primary = shard.primary();
      if (primary == null) {
        return Future.failedFuture(
            new SessionUnavailableException("No primary of Redis is known", null));
      }
      primaries.add(primary);
    }
    return Future.succeededFuture(primaries);
  }

  /** As {@link RedisCommands#scan} has it. */
  Future<KeyPage> page(RedisNode node, String cursor, String pattern) {
    // Not tried again elsewhere: a cursor means nothing to another server.
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.SCAN);
    return node.send(Requests.scan(cursor, pattern))
        .transform((reply, e) -> probe.ended(CommandKind.SCAN, "SCAN", begin, span, reply, e))
        .onFailure(e -> probe.failed("", e))
        .map(KeyPage::parse);
  }
}
