package io.github.redsessions.web;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.store.SessionState;
import io.github.redsessions.store.SessionStates;
import io.github.redsessions.web.WatchedSocket.Ending;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that has open sockets, of which one look at Redis tells whether they may stay. Its
 * timer and its looks belong to a context of its own, since each socket may go before the others.
 */
final class WatchedSession {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedSession.class);

  private final Vertx vertx;
  private final SessionStates states;
  private final String handle;
  private final Context context;
  private final Predicate<WatchedSocket> forget;
  private final Set<WatchedSocket> sockets = ConcurrentHashMap.newKeySet();

  // All of these are used on the context only.
  private SessionState state;
  private boolean looking;
  private boolean ended;
  private long timer = -1;

  /**
   * Creates the session, without sockets.
   *
   * @param context whose event loop looks
   * @param forget takes a socket out of the watch
   */
  WatchedSession(
      Vertx vertx,
      SessionStates states,
      SessionState state,
      Context context,
      Predicate<WatchedSocket> forget) {
    this.vertx = vertx;
    this.states = states;
    this.state = state;
    this.handle = state.handle();
    this.context = context;
    this.forget = forget;
  }

  /**
   * Begins to look.
   *
   * @param firstMs when it looks for the first time, from now on
   * @param everyMs when it looks again
   */
  void begin(long firstMs, long everyMs) {
    context.runOnContext(
        v -> {
          if (!ended) {
            timer = vertx.setPeriodic(firstMs, everyMs, id -> look());
          }
        });
  }

  /** Stops to look. */
  void end() {
    context.runOnContext(
        v -> {
          ended = true;
          vertx.cancelTimer(timer);
        });
  }

  void add(WatchedSocket socket, SessionState newest) {
    sockets.add(socket);
    context.runOnContext(v -> state = newest);
  }

  boolean remove(WatchedSocket socket) {
    return sockets.remove(socket);
  }

  boolean isEmpty() {
    return sockets.isEmpty();
  }

  /** Extends the life of the session, when that is due. */
  void extend() {
    context.runOnContext(
        v ->
            states
                .extend(state)
                .onFailure(e -> LOG.debug("A ping could not extend session {}", handle, e)));
  }

  private void look() {
    close(WatchedSocket::isClosed, null);
    // A look that takes longer than the interval is not overtaken by another.
    if (!looking && !sockets.isEmpty()) {
      looking = true;
      states.look(handle).onComplete(this::looked);
    }
  }

  private void looked(@Nullable SessionState found, @Nullable Throwable failure) {
    looking = false;
    if (found != null) {
      state = found;
      close(socket -> !socket.isOfSameUser(found), Ending.SESSION_OVER);
    } else if (!(failure instanceof SessionUnavailableException) || states.isOver(state)) {
      if (failure != null) {
        LOG.warn("The sockets of session {} are closed, which could not be read", handle, failure);
      }
      close(socket -> true, Ending.SESSION_OVER);
    } else {
      LOG.debug("It is not known whether session {} has ended", handle, failure);
    }
  }

  /** Closes all sockets. */
  void closeAll(Ending ending) {
    close(socket -> true, ending);
  }

  private void close(Predicate<WatchedSocket> which, @Nullable Ending ending) {
    List<WatchedSocket> closing = new ArrayList<>(sockets);
    closing.removeIf(which.negate());
    for (WatchedSocket socket : closing) {
      if (forget.test(socket) && ending != null) {
        socket.close(ending);
      }
    }
  }
}
