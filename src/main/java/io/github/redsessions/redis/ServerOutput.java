package io.github.redsessions.redis;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * What a redis-server has printed: enough to see that it is ready, or why it isn't. Safe for use by
 * many threads.
 */
final class ServerOutput {

  private static final int KEPT_LINES = 15;

  // The words depend on the C library: musl's, which the Linux binaries hold, has no "already".
  private static final Pattern ADDRESS_IN_USE = Pattern.compile("Address (already )?in use");

  private final Deque<String> last = new ArrayDeque<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** Completes when the server accepts connections, fails when it ends before that. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  synchronized void line(String line) {
    if (last.size() == KEPT_LINES) {
      last.removeFirst();
    }
    last.addLast(line);
    // A sentinel never says that it is ready; its id is the last thing it prints when it is.
    if (line.contains("Ready to accept connections") || line.contains("Sentinel ID is")) {
      ready.complete(null);
    }
  }

  synchronized void end() {
    ready.completeExceptionally(new IOException("redis-server ended"));
  }

  /** Explains why the server on a port did not become ready. */
  synchronized IOException failure(int port, boolean timedOut) {
    String printed = String.join("\n    ", last);
    String message =
        "redis-server on 127.0.0.1:"
            + port
            + (timedOut ? " was not ready in time" : " did not start")
            + "; its last lines were:\n    "
            + printed;
    boolean taken = ADDRESS_IN_USE.matcher(printed).find();
    return taken ? new PortTakenException(message) : new IOException(message);
  }
}
