package io.github.redsessions.redis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * What a redis-server has printed: enough to see that it is ready, or why it isn't. Safe for use by
 * many threads. Public for the tests, which start servers in their own ways; the module does not
 * export this package.
 */
public final class ServerOutput {

  /** A server is ready in 14 ms; the bound is for a machine that is very busy. */
  private static final long READY_SECONDS = 20;

  private static final int KEPT_LINES = 15;

  // The words depend on the C library: musl's, which the Linux binaries hold, has no "already".
  private static final Pattern ADDRESS_IN_USE = Pattern.compile("Address (already )?in use");

  private final Deque<String> last = new ArrayDeque<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /**
   * Waits until the server accepts connections, for at most 20 seconds. Blocks.
   *
   * @param port where it will listen
   * @throws PortTakenException when something else listens there
   * @throws IOException when it ends or isn't ready in time; the message ends with the last lines
   *     it printed
   */
  public void awaitReady(int port) throws IOException {
    try {
      ready.get(READY_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failure(port, e instanceof TimeoutException);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while redis-server was starting");
    }
  }

  /**
   * Takes what the server prints.
   *
   * @param line a line, without its end
   */
  public synchronized void line(String line) {
    if (last.size() == KEPT_LINES) {
      last.removeFirst();
    }
    last.addLast(line);
    // A sentinel never says that it is ready; its id is the last thing it prints when it is.
    if (line.contains("Ready to accept connections") || line.contains("Sentinel ID is")) {
      ready.complete(null);
    }
  }

  /** Takes note that the server has ended. */
  public synchronized void end() {
    ready.completeExceptionally(new IOException("redis-server ended"));
  }

  /** Explains why the server on a port did not become ready. */
  private synchronized IOException failure(int port, boolean timedOut) {
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
