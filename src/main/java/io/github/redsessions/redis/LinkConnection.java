package io.github.redsessions.redis;

import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a link: opened when it is first needed, and again whenever it is lost, until it
 * is closed. {@link Resending} is told each time. Confined to the event loop of {@code context}.
 */
final class LinkConnection {

  private final ContextInternal context;
  private final RedisConnector connector;
  private final Resending resending;
  private final Backoff backoff = new Backoff(25, 500);

  private @Nullable OpenConnection connection;
  private boolean connecting;
  private boolean down;

  /** What came of the last attempt to connect, while the server can't be reached. */
  private @Nullable CommandFailure whyDown;

  private boolean closed;

  LinkConnection(ContextInternal context, RedisConnector connector, Resending resending) {
    this.context = context;
    this.connector = connector;
    this.resending = resending;
  }

  /** The one that is open, null if none is. */
  @Nullable OpenConnection current() {
    return connection;
  }

  /** Tells whether there is none, and nothing may wait for one. */
  boolean isDown() {
    return down;
  }

  /** What came of the last attempt, null if none has ended since it was lost. */
  @Nullable CommandFailure whyDown() {
    return whyDown;
  }

  boolean isClosed() {
    return closed;
  }

  /** Opens one at the end of the tick, unless somebody does already. */
  void openSoon() {
    if (!connecting) {
      openAfter(0);
    }
  }

  /** Tries to open one; completes when that has ended, whichever way. */
  Future<Void> open() {
    connecting = true;
    return connector
        .open()
        .transform(
            (open, e) -> {
              connecting = false;
              if (open == null) {
                unreachable(e);
              } else if (closed) {
                open.close();
              } else {
                opened(open);
              }
              return Future.succeededFuture();
            });
  }

  /** Sends commands over it in one write. */
  void write(OpenConnection open, List<PendingCommand> commands) {
    new CommandBatch(open.connection(), commands).send(e -> lost(open, e));
  }

  /** Takes note that the server does not answer over a connection, and gives it up. */
  void frozen(OpenConnection open) {
    if (leave(open, true)) {
      resending.frozen(open);
    }
  }

  /** Closes it, for good. */
  void close() {
    closed = true;
    OpenConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private void opened(OpenConnection open) {
    open.connection().endHandler(v -> lost(open, null));
    open.connection().exceptionHandler(e -> lost(open, e));
    connection = open;
    down = false;
    whyDown = null;
    backoff.reset();
    List<PendingCommand> waiting = resending.opened(open);
    if (!waiting.isEmpty()) {
      write(open, waiting);
    }
  }

  private void unreachable(Throwable e) {
    if (closed) {
      return;
    }
    // One failed attempt is forgiven: a server that just restarted, or a link that was cut twice.
    down |= backoff.hasBegun();
    if (down) {
      whyDown = CommandFailure.of("", e);
      resending.unreachable(e);
    }
    openAfter(backoff.nextMillis());
  }

  private void lost(OpenConnection open, @Nullable Throwable e) {
    if (leave(open, false)) {
      resending.lost(open, e);
    }
  }

  /** Gives a connection up and opens another one; false if that was done, or is of no use. */
  private boolean leave(OpenConnection open, boolean frozen) {
    if (!open.equals(connection)) {
      return false;
    }
    connection = null;
    open.close();
    if (closed) {
      return false;
    }
    down = frozen;
    // First of all, since who is told of a failure may send the next command.
    openAfter(0);
    return true;
  }

  private void openAfter(long delayMillis) {
    connecting = true;
    if (delayMillis == 0) {
      context.runOnContext(v -> open());
    } else {
      context.setTimer(
          delayMillis,
          timer -> {
            if (!closed) {
              open();
            }
          });
    }
  }
}
