package io.github.redsessions.store;

import io.github.redsessions.redis.KeyPage;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.RedisNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Visits every record of the prefix, page by page, on every primary. */
final class SessionScan {

  private static final String BEGIN = "0";

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
        .compose(nodes -> new Visit(nodes, action, progress).begin())
        .onSuccess(progress::ended);
  }

  /**
   * One way through all pages. Each ends before the next one begins, and no page's future hangs on
   * that of the next: a million sessions are thousands of pages, and completing as many futures one
   * inside of the other takes more stack than there is.
   */
  private final class Visit {

    private final Deque<RedisNode> nodes;
    private final Function<String, Future<Void>> action;
    private final ScanProgress progress;
    private final Promise<Integer> end = Promise.promise();
    private int count;

    Visit(List<RedisNode> nodes, Function<String, Future<Void>> action, ScanProgress progress) {
      this.nodes = new ArrayDeque<>(nodes);
      this.action = action;
      this.progress = progress;
    }

    Future<Integer> begin() {
      nextNode();
      return end.future();
    }

    private void nextNode() {
      RedisNode node = nodes.poll();
      if (node == null) {
        end.complete(count);
      } else {
        page(node, BEGIN);
      }
    }

    private void page(RedisNode node, String cursor) {
      commands
          .scan(node, cursor, keys.recordPattern())
          .compose(this::act)
          .onComplete(page -> ended(node, page), end::fail);
    }

    private Future<KeyPage> act(KeyPage page) {
      List<String> records = page.keys().stream().filter(keys::isRecord).toList();
      count += records.size();
      return Future.all(records.stream().map(action).toList()).map(page);
    }

    private void ended(RedisNode node, KeyPage page) {
      progress.at(count);
      if (page.cursor().equals(BEGIN)) {
        nextNode();
      } else {
        page(node, page.cursor());
      }
    }
  }
}
