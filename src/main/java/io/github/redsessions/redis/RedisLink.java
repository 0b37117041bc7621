package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One pipelined connection, used by one event loop.
 *
 * <p>Commands that are issued within one tick of the event loop leave in one write, or in a few if
 * they are many. Each has a deadline. When one is passed, the server is taken for frozen: the
 * connection is torn down, and until another one is open every command fails at once. When the
 * connection is lost in any other way, what is outstanding waits for the reconnect, up to its
 * deadline, and is sent again: all commands of this module may be sent twice, since reads change
 * nothing and every write carries an id by which its own earlier success is recognised.
 *
 * <p>But a first copy may be held up in the network, or in the buffers of a server that is frozen,
 * and arrive much later than the second one: that of a creation after the session was logged out,
 * that of a save after others have changed the same attribute, that of a revocation of everyone
 * after new logins. So the first thing that a new connection says is CLIENT KILL of those that this
 * process has given up ({@link FormerConnections}). What the server has read from such a connection
 * by then is carried out before anything is sent again, as if the first copy had arrived in time;
 * what it has not is never read. A user who may not do that (NOPERM) gets no second copy: writes
 * that were under way then fail with {@link UncertainWriteException}, which nobody tries again. A
 * server that restarts has no connection from before, and its run id tells that. A server that was
 * replaced by another one may carry out a late first copy for as long as it thinks that it is the
 * primary; that is lost with all that it did in that time, when it follows the new one.
 *
 * <p>All state is confined to the event loop of {@code context}.
 */
final class RedisLink {

  /**
   * How many commands may wait for a reply; more are refused, so that memory and waiting are
   * bounded.
   */
  static final int MAX_OUTSTANDING = 16_384;

  /**
   * How many commands leave in one write, at the most. With more, Redis would have nothing to do
   * while the event loop reads the requests of a busy tick, and the event loop nothing while Redis
   * answers all of them at once; a write less per command is worth nothing by then.
   */
  private static final int MAX_BATCH = 16;

  private static final String CLOSED = "The sessions are closed";
  private static final String UNREACHABLE = "Redis can't be reached";

  private final ContextInternal context;
  private final RedisConnector connector;
  private final Duration commandTimeout;
  private final boolean resends;
  private final StateListener listener;
  private final Backoff backoff = new Backoff(25, 500);

  private final PendingCommands pending = new PendingCommands();

  private List<PendingCommand> tick = new ArrayList<>();

  /** The reads of the tick that have not left, by what they read. */
  private final Map<String, PendingCommand> tickReads = new HashMap<>();

  private @Nullable OpenConnection connection;
  private boolean connecting;
  private boolean down;

  /** What came of the last attempt to connect, while the server can't be reached. */
  private @Nullable CommandFailure whyDown;

  private boolean closed;
  private boolean deadlineArmed;

  RedisLink(
      ContextInternal context,
      RedisConnector connector,
      Duration commandTimeout,
      boolean resends,
      StateListener listener) {
    this.context = context;
    this.connector = connector;
    this.commandTimeout = commandTimeout;
    this.resends = resends;
    this.listener = listener;
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
          tickReads.clear();
          accept(command);
        });
    return promise.future();
  }

  /**
   * Reads something. Who asks for the same while an earlier read of it has not left yet, and
   * nothing else was sent since, gets that one's reply: it is as new as one of their own. A read
   * that has left may be answered already, so it is never shared.
   *
   * @param what it reads: the key for all of it, or the key and what of it
   */
  Future<Response> read(ContextInternal caller, Request request, String what) {
    Promise<Response> promise = caller.promise();
    context.execute(
        () -> {
          PendingCommand same = tickReads.get(what);
          // It may have failed since, with nobody left to answer.
          if (same != null && !same.isDone()) {
            same.join(promise);
            return;
          }
          PendingCommand command = new PendingCommand(request, false, promise, commandTimeout);
          accept(command);
          if (!tick.isEmpty()) {
            tickReads.put(what, command);
          }
        });
    return promise.future();
  }

  /**
   * Connects before the first command; completes when the first attempt has ended, whichever way.
   */
  Future<Void> warmUp(ContextInternal caller) {
    Promise<Void> ended = caller.promise();
    context.runOnContext(
        v -> {
          connecting = true;
          connect().onComplete(ended);
        });
    return ended.future();
  }

  /** Closes the connection and fails what waits; completes when that is done. */
  Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          closed = true;
          OpenConnection open = connection;
          connection = null;
          if (open != null) {
            open.close();
          }
          pending.failAll(() -> unavailable(CLOSED, null));
          done.complete();
        });
    return done.future();
  }

  private void accept(PendingCommand command) {
    if (closed) {
      command.fail(unavailable(CLOSED, null));
    } else if (down) {
      command.fail(new UnreachableException(whyDown));
    } else if (pending.size() >= MAX_OUTSTANDING) {
      command.fail(new OverloadException(MAX_OUTSTANDING + " commands already wait for Redis"));
    } else {
      pending.add(command);
      armDeadline();
      if (connection != null) {
        tick.add(command);
        if (tick.size() == 1) {
          context.runOnContext(v -> endOfTick());
        } else if (tick.size() == MAX_BATCH) {
          endOfTick();
        }
      } else if (!connecting) {
        connecting = true;
        context.runOnContext(v -> connect());
      }
    }
  }

  private void endOfTick() {
    List<PendingCommand> commands = tick;
    tick = new ArrayList<>();
    tickReads.clear();
    OpenConnection open = connection;
    // Without a connection they are still outstanding, and go out when there is one again.
    if (open != null && !commands.isEmpty()) {
      write(open, commands);
    }
  }

  private void write(OpenConnection open, List<PendingCommand> commands) {
    new CommandBatch(open.connection(), commands).send(e -> lost(open, e, false));
  }

  private Future<Void> connect() {
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
                connected(open);
              }
              return Future.succeededFuture();
            });
  }

  private void connected(OpenConnection open) {
    open.connection().endHandler(v -> lost(open, null, false));
    open.connection().exceptionHandler(e -> lost(open, e, false));
    connection = open;
    down = false;
    whyDown = null;
    backoff.reset();
    listener.changed(true, "");
    tick = new ArrayList<>();
    tickReads.clear();
    if (open.id() == null) {
      // The right was taken away meanwhile.
      pending.failSentWrites(UncertainWriteException::new);
    }
    List<PendingCommand> waiting = pending.waiting();
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
      listener.changed(false, Reason.of(e));
      pending.failAll(() -> unavailable(UNREACHABLE, e));
    }
    reconnectAfter(backoff.nextMillis());
  }

  private void lost(OpenConnection open, @Nullable Throwable e, boolean frozen) {
    if (!open.equals(connection)) {
      return;
    }
    connection = null;
    open.close();
    if (closed) {
      return;
    }
    down = frozen;
    // First of all, since who is told of a failure may send the next command.
    reconnectAfter(0);
    listener.lost();
    if (open.id() == null) {
      pending.failSentWrites(UncertainWriteException::new);
    }
    if (frozen) {
      listener.changed(false, "no answer within " + commandTimeout.toMillis() + " ms");
      pending.failAll(() -> unavailable("Redis does not answer", e));
    } else if (!resends) {
      pending.failAll(() -> new ConnectionLostException(e));
    }
  }

  private void reconnectAfter(long delayMillis) {
    connecting = true;
    if (delayMillis == 0) {
      context.runOnContext(v -> connect());
    } else {
      context.setTimer(
          delayMillis,
          timer -> {
            if (!closed) {
              connect();
            }
          });
    }
  }

  private void armDeadline() {
    PendingCommand first = pending.first();
    if (first != null && !deadlineArmed) {
      deadlineArmed = true;
      long millis = TimeUnit.NANOSECONDS.toMillis(first.remainingNanos()) + 1;
      context.setTimer(Math.max(1, millis), timer -> checkDeadlines());
    }
  }

  private void checkDeadlines() {
    PendingCommand first = pending.first();
    if (first != null && first.remainingNanos() <= 0) {
      // The event loop may itself have been busy for that long, with the reply already waiting in
      // the socket: it gets to read once more before the server is judged.
      context.setTimer(1, timer -> judge(first));
    } else {
      rearmDeadline();
    }
  }

  private void judge(PendingCommand suspect) {
    OpenConnection open = connection;
    if (open != null && suspect.equals(pending.first())) {
      lost(open, null, true);
    } else {
      // The server is slow, or there is no connection.
      pending.failOverdue(
          () ->
              unavailable(
                  "Redis did not answer within " + commandTimeout.toMillis() + " ms", null));
    }
    rearmDeadline();
  }

  private void rearmDeadline() {
    deadlineArmed = false;
    armDeadline();
  }

  private static SessionUnavailableException unavailable(String message, @Nullable Throwable e) {
    return new SessionUnavailableException(message, e);
  }
}
