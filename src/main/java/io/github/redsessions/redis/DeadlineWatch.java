package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that no command of a link waits for longer than its deadline, with one timer for all
 * of them. The first one that is late while there is a connection shows that the server is frozen.
 * Confined to the event loop of the link.
 */
final class DeadlineWatch {

  private final ContextInternal context;
  private final PendingCommands pending;
  private final LinkConnection connection;
  private final Duration commandTimeout;
  private boolean armed;

  DeadlineWatch(
      ContextInternal context,
      PendingCommands pending,
      LinkConnection connection,
      Duration commandTimeout) {
    this.context = context;
    this.pending = pending;
    this.connection = connection;
    this.commandTimeout = commandTimeout;
  }

  /** Watches the command that has waited longest, if there is one and none is watched. */
  void arm() {
    PendingCommand first = pending.first();
    if (first != null && !armed) {
      armed = true;
      long millis = TimeUnit.NANOSECONDS.toMillis(first.remainingNanos()) + 1;
      context.setTimer(Math.max(1, millis), timer -> check());
    }
  }

  private void check() {
    PendingCommand first = pending.first();
    if (first != null && first.remainingNanos() <= 0) {
      // The event loop may itself have been busy for that long, with the reply already waiting in
      // the socket: it gets to read once more before the server is judged.
      context.setTimer(1, timer -> judge(first));
    } else {
      rearm();
    }
  }

  private void judge(PendingCommand suspect) {
    OpenConnection open = connection.current();
    if (open != null && suspect.equals(pending.first())) {
      connection.frozen(open);
    } else {
      // The server is slow, or there is no connection.
      pending.failOverdue(
          () ->
              new SessionUnavailableException(
                  "Redis did not answer within " + commandTimeout.toMillis() + " ms", null));
    }
    rearm();
  }

  private void rearm() {
    armed = false;
    arm();
  }
}
