package io.github.redsessions.store;

import io.github.redsessions.config.SessionConfig;

/**
 * The two deadlines of one session, and when Redis was last told that it is in use. All in ms,
 * points in time since the epoch.
 */
final class SessionTimes {

  private final long created;
  private final long idleTimeout;
  private final SessionConfig config;
  private long deadline;
  private long lastStored;
  private boolean deadlineMoved;

  private SessionTimes(
      long created, long idleTimeout, long deadline, long lastStored, SessionConfig config) {
    this.created = created;
    this.idleTimeout = idleTimeout;
    this.deadline = deadline;
    this.lastStored = lastStored;
    this.config = config;
  }

  static SessionTimes ofNew(long now, long idleTimeout, SessionConfig config) {
    long deadline = now + config.absoluteTimeout().toMillis();
    return new SessionTimes(now, idleTimeout, deadline, now, config);
  }

  static SessionTimes of(SessionRecord record, SessionConfig config) {
    return new SessionTimes(
        record.created(), record.idleTimeout(), record.deadline(), record.lastAccess(), config);
  }

  long created() {
    return created;
  }

  long idleTimeout() {
    return idleTimeout;
  }

  long deadline() {
    return deadline;
  }

  /** Starts the absolute deadline anew, which only proven credentials may do (row T3). */
  void restart(long now) {
    deadline = now + config.absoluteTimeout().toMillis();
    deadlineMoved = true;
  }

  boolean deadlineMoved() {
    return deadlineMoved;
  }

  /** Tells whether the last access is to be written although nothing else changed. */
  boolean isTouchDue(long now) {
    // A session that lives shorter than the configured ones is touched more often, or it would
    // expire under an active user.
    return now - lastStored >= Math.min(config.touchInterval().toMillis(), idleTimeout / 2);
  }

  /**
   * The one place that decides a TTL: what is left of the shorter deadline; not positive when the
   * session is over.
   */
  long ttl(long now) {
    return Math.min(idleTimeout, deadline - now);
  }

  void stored(long now) {
    lastStored = now;
    deadlineMoved = false;
  }
}
