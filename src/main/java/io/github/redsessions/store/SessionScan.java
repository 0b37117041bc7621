package io.github.redsessions.store;

import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.RedisNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Visits every record of the prefix, page by page, on every primary. */
final class SessionScan {

  private final RedisCommands commands;
  private final SessionKeys keys;

  SessionScan(RedisCommands commands, SessionKeys keys) {
    this.commands = commands;
    this.keys = keys;
  }

  /** Does something with each key, a page at a time, and counts them. */
  Future<Integer> forEach(Function<String, Future<Void>> action) {
    return commands.primaries().compose(nodes -> visit(nodes, action));
  }

  private Future<Integer> visit(List<RedisNode> nodes, Function<String, Future<Void>> action) {
    Future<Integer> count = Future.succeededFuture(0);
    for (RedisNode node : nodes) {
      count = count.compose(before -> pagesFrom(node, "0", before, action));
    }
    return count;
  }

  private Future<Integer> pagesFrom(
      RedisNode node, String cursor, int before, Function<String, Future<Void>> action) {
    return commands
        .scan(node, cursor, keys.recordPattern())
        .compose(
            page -> {
              List<String> records = page.keys().stream().filter(keys::isRecord).toList();
              return Future.all(records.stream().map(action).toList())
                  .compose(
                      done -> {
                        int count = before + records.size();
                        return page.cursor().equals("0")
                            ? Future.succeededFuture(count)
                            : pagesFrom(node, page.cursor(), count, action);
                      });
            });
  }
}
