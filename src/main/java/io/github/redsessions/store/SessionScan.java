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

  /**
   * Does something with each key, a page at a time, and counts them.
   *
   * @param what is being done, for the log when it takes long
   */
  Future<Integer> forEach(String what, Function<String, Future<Void>> action) {
    ScanProgress progress = new ScanProgress(what, System::nanoTime);
    return commands
        .primaries()
        .compose(nodes -> visit(nodes, action, progress))
        .onSuccess(progress::ended);
  }

  private Future<Integer> visit(
      List<RedisNode> nodes, Function<String, Future<Void>> action, ScanProgress progress) {
    Future<Integer> count = Future.succeededFuture(0);
    for (RedisNode node : nodes) {
      count = count.compose(before -> pagesFrom(node, "0", before, action, progress));
    }
    return count;
  }

  private Future<Integer> pagesFrom(
      RedisNode node,
      String cursor,
      int before,
      Function<String, Future<Void>> action,
      ScanProgress progress) {
    return commands
        .scan(node, cursor, keys.recordPattern())
        .compose(
            page -> {
              List<String> records = page.keys().stream().filter(keys::isRecord).toList();
              return Future.all(records.stream().map(action).toList())
                  .compose(
                      done -> {
                        int count = before + records.size();
                        progress.at(count);
                        return page.cursor().equals("0")
                            ? Future.succeededFuture(count)
                            : pagesFrom(node, page.cursor(), count, action, progress);
                      });
            });
  }
}
