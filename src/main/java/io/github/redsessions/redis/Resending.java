package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.RedisConnector.OpenConnection;
import io.github.redsessions.redis.RedisLink.StateListener;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the commands of a link when its connection is lost, and when there is another.
 *
 * <p>What is outstanding waits for the reconnect, up to its deadline, and is sent again: all
 * commands of this module may be sent twice, since reads change nothing and every write carries an
 * id by which its own earlier success is recognised.
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
 * <p>Confined to the event loop of the link.
 */
final class Resending {

  private final PendingCommands pending;
  private final TickBatch tick;
  private final StateListener listener;
  private final Duration commandTimeout;
  private final boolean resends;

  /**
   * Makes one.
   *
   * @param resends false if whoever sends the commands sends them again
   */
  Resending(
      PendingCommands pending,
      TickBatch tick,
      StateListener listener,
      Duration commandTimeout,
      boolean resends) {
    this.pending = pending;
    this.tick = tick;
    this.listener = listener;
    this.commandTimeout = commandTimeout;
    this.resends = resends;
  }

  /** A connection was opened: says what is to be sent over it at once, which is all that waits. */
  List<PendingCommand> opened(OpenConnection open) {
    listener.changed(true, "");
    tick.drop();
    // The right was taken away meanwhile.
    failUncertain(open);
    return pending.waiting();
  }

  /** No connection can be opened: nothing waits for one any more. */
  void unreachable(Throwable e) {
    listener.changed(false, Reason.of(e));
    pending.failAll(() -> new SessionUnavailableException("Redis can't be reached", e));
  }

  /** A connection is lost: what waits is sent over the next one, if it may be. */
  void lost(OpenConnection open, @Nullable Throwable e) {
    listener.lost();
    failUncertain(open);
    if (!resends) {
      pending.failAll(() -> new ConnectionLostException(e));
    }
  }

  /** A connection was given up, since the server does not answer: nothing waits any more. */
  void frozen(OpenConnection open) {
    listener.lost();
    failUncertain(open);
    listener.changed(false, "no answer within " + commandTimeout.toMillis() + " ms");
    pending.failAll(() -> new SessionUnavailableException("Redis does not answer", null));
  }

  /** Fails what must not be sent again, if the server does not end this process's connections. */
  private void failUncertain(OpenConnection open) {
    if (open.id() == null) {
      pending.failSentWrites(UncertainWriteException::new);
    }
  }
}
