package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One pipelined connection, used by one event loop.
 *
 * <p>Commands that are issued within one tick of the event loop leave in one write. Each has a
 * deadline. When one is passed, the server is taken for frozen: the connection is torn down, and
 * until another one is open every command fails at once. When the connection is lost in any other
 * way, what is outstanding waits for the reconnect, up to its deadline, and is sent again: all
 * commands of this module may be sent twice, since reads change nothing and every write carries an
 * id by which its own earlier success is recognised.
 *
 * <p>All state is confined to the event loop of {@code context}.
 */
final class RedisLink {

  /**
   * How many commands may wait for a reply; more are refused, so that memory and waiting are
   * bounded.
   */
  static final int MAX_OUTSTANDING = 16_384;

  private final ContextInternal context;
  private final RedisConnector connector;
  private final Duration commandTimeout;
  private final StateListener listener;
  private final Backoff backoff = new Backoff();

  /** In the order of their deadlines, which is the order in which they came. */
  private final ArrayDeque<Pending> outstanding = new ArrayDeque<>();

  private List<Pending> tick = new ArrayList<>();
  private @Nullable OpenConnection connection;
  private boolean connecting;
  private boolean down;
  private boolean closed;
  private boolean deadlineArmed;

  RedisLink(
      ContextInternal context,
      RedisConnector connector,
      Duration commandTimeout,
      StateListener listener) {
    this.context = context;
    this.connector = connector;
    this.commandTimeout = commandTimeout;
    this.listener = listener;
  }

  /** Is told when the server can't be used, and when it can be used again. */
  interface StateListener {
    void changed(boolean up, String detail);
  }

  private static final class Pending {
    final Request request;
    final Promise<Response> promise;

    /**
     * From acceptance until it is first sent, and from then on anew: a busy event loop is not a
     * slow server.
     */
    long deadline;

    boolean sent;
    boolean done;

    Pending(Request request, Promise<Response> promise, long deadline) {
      this.request = request;
      this.promise = promise;
      this.deadline = deadline;
    }

    boolean isOverdue() {
      return deadline - System.nanoTime() <= 0;
    }
  }

  /**
   * Sends a command; the future completes on the caller's context, at the latest at the deadline.
   */
  Future<Response> send(ContextInternal caller, Request request) {
    Promise<Response> promise = caller.promise();
    long deadline = System.nanoTime() + commandTimeout.toNanos();
    Pending command = new Pending(request, promise, deadline);
    context.execute(() -> accept(command));
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

  void close() {
    context.runOnContext(
        v -> {
          closed = true;
          OpenConnection open = connection;
          connection = null;
          if (open != null) {
            open.close();
          }
          failOutstanding("The sessions are closed", null);
        });
  }

  private void accept(Pending command) {
    if (closed) {
      fail(command, "The sessions are closed", null);
    } else if (down) {
      fail(command, "Redis can't be reached", null);
    } else if (outstanding.size() >= MAX_OUTSTANDING) {
      fail(command, MAX_OUTSTANDING + " commands already wait for Redis", null);
    } else {
      outstanding.add(command);
      armDeadline();
      if (connection != null) {
        tick.add(command);
        if (tick.size() == 1) {
          context.runOnContext(v -> endOfTick());
        }
      } else if (!connecting) {
        connecting = true;
        context.runOnContext(v -> connect());
      }
    }
  }

  private void endOfTick() {
    List<Pending> commands = tick;
    tick = new ArrayList<>();
    OpenConnection open = connection;
    // Without a connection they are still outstanding, and go out when there is one again.
    if (open != null && !commands.isEmpty()) {
      write(open, commands);
    }
  }

  private void write(OpenConnection open, List<Pending> commands) {
    long deadline = System.nanoTime() + commandTimeout.toNanos();
    for (Pending command : commands) {
      if (!command.sent) {
        command.sent = true;
        command.deadline = deadline;
      }
    }
    if (commands.size() == 1) {
      writeSingly(open, commands);
      return;
    }
    List<Request> requests = new ArrayList<>(commands.size());
    commands.forEach(command -> requests.add(command.request));
    open.connection()
        .batch(requests)
        .onComplete(
            (replies, e) -> {
              if (e == null) {
                for (int i = 0; i < replies.size(); i++) {
                  complete(commands.get(i), replies.get(i));
                }
              } else if (isReply(e)) {
                // The client fails a batch as a whole when one reply is an error, and drops the
                // other replies: ask for each again.
                writeSingly(open, commands);
              } else {
                lost(open, e, false);
              }
            });
  }

  private void writeSingly(OpenConnection open, List<Pending> commands) {
    for (Pending command : commands) {
      open.connection().send(command.request).onComplete(ar -> answered(open, command, ar));
    }
  }

  private void answered(OpenConnection open, Pending command, AsyncResult<Response> reply) {
    if (reply.succeeded()) {
      complete(command, reply.result());
    } else if (isReply(reply.cause())) {
      if (!command.done) {
        command.done = true;
        dropDone();
        command.promise.fail(reply.cause());
      }
    } else {
      lost(open, reply.cause(), false);
    }
  }

  private static boolean isReply(Throwable e) {
    return RedisCommands.isReply(e)
        && !String.valueOf(e.getMessage()).contains("CONNECTION_CLOSED");
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
    backoff.reset();
    listener.changed(true, "");
    tick = new ArrayList<>();
    List<Pending> waiting = outstanding.stream().filter(command -> !command.done).toList();
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
      listener.changed(false, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      failOutstanding("Redis can't be reached", e);
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
    if (frozen) {
      listener.changed(false, "no answer within " + commandTimeout.toMillis() + " ms");
      failOutstanding("Redis does not answer", e);
    }
    reconnectAfter(0);
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
    if (!deadlineArmed) {
      deadlineArmed = true;
      Pending first = outstanding.getFirst();
      long millis = TimeUnit.NANOSECONDS.toMillis(first.deadline - System.nanoTime()) + 1;
      context.setTimer(Math.max(1, millis), timer -> checkDeadlines());
    }
  }

  private void checkDeadlines() {
    dropDone();
    Pending first = outstanding.peekFirst();
    if (first != null && first.isOverdue()) {
      // The event loop may itself have been busy for that long, with the reply already waiting in
      // the socket: it gets to read once more before the server is judged.
      context.setTimer(1, timer -> judge(first));
    } else {
      rearmDeadline();
    }
  }

  private void judge(Pending suspect) {
    dropDone();
    OpenConnection open = connection;
    if (open != null && suspect.equals(outstanding.peekFirst())) {
      lost(open, null, true);
    } else {
      failOverdue();
    }
    rearmDeadline();
  }

  /** The server is slow, or there is no connection: the others may still be answered in time. */
  private void failOverdue() {
    Iterator<Pending> each = outstanding.iterator();
    while (each.hasNext()) {
      Pending command = each.next();
      if (!command.isOverdue()) {
        return;
      }
      each.remove();
      fail(command, "Redis did not answer within " + commandTimeout.toMillis() + " ms", null);
    }
  }

  private void rearmDeadline() {
    deadlineArmed = false;
    if (!outstanding.isEmpty()) {
      armDeadline();
    }
  }

  private void complete(Pending command, Response reply) {
    if (!command.done) {
      command.done = true;
      dropDone();
      command.promise.complete(reply);
    }
  }

  private void dropDone() {
    while (!outstanding.isEmpty() && outstanding.getFirst().done) {
      outstanding.removeFirst();
    }
  }

  private void failOutstanding(String message, @Nullable Throwable e) {
    List<Pending> commands = new ArrayList<>(outstanding);
    outstanding.clear();
    commands.forEach(command -> fail(command, message, e));
  }

  private static void fail(Pending command, String message, @Nullable Throwable e) {
    if (!command.done) {
      command.done = true;
      command.promise.fail(new SessionUnavailableException(message, e));
    }
  }
}
