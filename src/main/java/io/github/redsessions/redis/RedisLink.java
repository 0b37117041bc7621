package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;

/**
 * One pipelined connection, used by one event loop.
 *
 * <p>Commands that are issued within one tick of the event loop leave in one write, or in a few if
 * they are many ({@link TickBatch}). Each has a deadline ({@link DeadlineWatch}). When one is
 * passed, the server is taken for frozen: the connection is torn down, and until another one is
 * open ({@link LinkConnection}) every command fails at once. When the connection is lost in any
 * other way, what is outstanding waits for the reconnect and is sent again ({@link Resending}).
 *
 * <p>All state is confined to the event loop of {@code context}.
 */
final class RedisLink {

  /**
   * How many commands may wait for a reply; more are refused, so that memory and waiting are
   * bounded.
   */
  static final int MAX_OUTSTANDING = 16_384;

  private static final String CLOSED = "The sessions are closed";

  private final ContextInternal context;
  private final Duration commandTimeout;
  private final PendingCommands pending = new PendingCommands();
  private final TickBatch tick;
  private final LinkConnection connection;
  private final DeadlineWatch deadlines;

  RedisLink(
      ContextInternal context,
      RedisConnector connector,
      Duration commandTimeout,
      boolean resends,
      StateListener listener) {
    this.context = context;
    this.commandTimeout = commandTimeout;
    this.tick = new TickBatch(context, this::write);
    Resending resending = new Resending(pending, tick, listener, commandTimeout, resends);
    this.connection = new LinkConnection(context, connector, resending);
    this.deadlines = new DeadlineWatch(context, pending, connection, commandTimeout);
  }

  /** Is told what becomes of the connection. */
  interface StateListener {
    /** The server can't be used, or can be used again. */
    void changed(boolean up, String detail);

    /** A connection that was open is gone. */
    void lost();
  }

  /**
   * Sends a command; the future completes on the caller's context, at the latest at the deadline.
   */
  Future<Response> send(ContextInternal caller, Request request, boolean asking) {
    Promise<Response> promise = caller.promise();
    PendingCommand command = new PendingCommand(request, asking, promise, commandTimeout);
    context.execute(
        () -> {
          // It may be a write: a read that is asked for after it must not join one from before it.
          tick.endSharing();
          accept(command);
        });
    return promise.future();
  }

  /**
   * Reads something. Who asks for the same while an earlier read of it has not left yet, and
   * nothing else was sent since, gets that one's reply: it is as new as one of their own.
   *
   * @param what it reads: the key for all of it, or the key and what of it
   */
  Future<Response> read(ContextInternal caller, Request request, String what) {
    Promise<Response> promise = caller.promise();
    context.execute(
        () -> {
          if (!tick.join(what, promise)) {
            PendingCommand command = new PendingCommand(request, false, promise, commandTimeout);
            accept(command);
            tick.share(what, command);
          }
        });
    return promise.future();
  }

  /**
   * Connects before the first command; completes when the first attempt has ended, whichever way.
   */
  Future<Void> warmUp(ContextInternal caller) {
    Promise<Void> ended = caller.promise();
    context.runOnContext(v -> connection.open().onComplete(ended));
    return ended.future();
  }

  /** Closes the connection and fails what waits; completes when that is done. */
  Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          connection.close();
          pending.failAll(() -> new SessionUnavailableException(CLOSED, null));
          done.complete();
        });
    return done.future();
  }

  private void accept(PendingCommand command) {
    if (connection.isClosed()) {
      command.fail(new SessionUnavailableException(CLOSED, null));
    } else if (connection.isDown()) {
      command.fail(new UnreachableException(connection.whyDown()));
    } else if (pending.size() >= MAX_OUTSTANDING) {
      command.fail(new OverloadException(MAX_OUTSTANDING + " commands already wait for Redis"));
    } else {
      pending.add(command);
      deadlines.arm();
      if (connection.current() != null) {
        tick.add(command);
      } else {
        connection.openSoon();
      }
    }
  }

  private void write(List<PendingCommand> commands) {
    OpenConnection open = connection.current();
    // Without a connection they are still outstanding, and go out when there is one again.
    if (open != null) {
      connection.write(open, commands);
    }
  }
}
