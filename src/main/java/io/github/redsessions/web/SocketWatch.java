package io.github.redsessions.web;

import io.github.redsessions.redis.OwnContext;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.store.SessionState;
import io.github.redsessions.store.SessionStates;
import io.github.redsessions.web.WatchedSocket.Ending;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Session;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Closes sockets whose session has ended. All sockets of one session share one look at Redis per
 * interval; the first comes at a random point of it, so that the clients that come back together
 * after a restart are not looked up together for ever. Safe for use from any thread. Row L12.
 *
 * <p>Public because {@code RedisSessions} offers it; applications get theirs there.
 */
public final class SocketWatch {

  private final Vertx vertx;
  private final SessionStates states;
  private final int everyMs;
  private final IntUnaryOperator random;
  private final ConcurrentHashMap<String, WatchedSession> sessions = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Creates a watch over nothing.
   *
   * @param vertx whose event loops look
   * @param states tells whether a session has ended
   * @param every {@code session.socketCheckMs}
   * @param random makes a number from 0 to below the given one
   */
  public SocketWatch(Vertx vertx, SessionStates states, Duration every, IntUnaryOperator random) {
    this.vertx = vertx;
    this.states = states;
    this.everyMs = (int) every.toMillis();
    this.random = random;
  }

  /** How many sessions have open sockets. */
  int size() {
    return sessions.size();
  }

  /**
   * Begins to watch a socket, unless it is closed by now or its session is not one that Redis
   * holds.
   */
  void start(WatchedSocket socket, @Nullable Session session) {
    SessionState state = session instanceof RedisSession own ? states.of(own) : null;
    if (state == null) {
      return;
    }
    sessions.compute(
        state.handle(),
        (handle, known) -> {
          // In here, since stop() may run on another thread.
          if (!socket.begin(state)) {
            return known;
          }
          WatchedSession watched = known == null ? begin(state) : known;
          watched.add(socket, state);
          return watched;
        });
    if (closed) {
      close();
    }
  }

  private WatchedSession begin(SessionState state) {
    WatchedSession watched =
        new WatchedSession(vertx, states, state, OwnContext.of(vertx), this::stop);
    watched.begin(1 + random.applyAsInt(everyMs), everyMs);
    return watched;
  }

  /**
   * Stops to watch a socket.
   *
   * @return false if it was not watched any more
   */
  boolean stop(WatchedSocket socket) {
    String handle = socket.stop();
    boolean[] watched = {false};
    if (handle != null) {
      sessions.computeIfPresent(
          handle,
          (key, session) -> {
            watched[0] = session.remove(socket);
            if (!session.isEmpty()) {
              return session;
            }
            session.end();
            return null;
          });
    }
    return watched[0];
  }

  /** Extends the life of the session of a socket, when that is due. */
  void extend(WatchedSocket socket) {
    String handle = socket.handle();
    WatchedSession session = handle == null ? null : sessions.get(handle);
    if (session != null) {
      session.extend();
    }
  }

  /** Closes all sockets, for nobody looks any more; those that come later too. */
  public void close() {
    closed = true;
    sessions.values().forEach(session -> session.closeAll(Ending.UNWATCHED));
  }
}
