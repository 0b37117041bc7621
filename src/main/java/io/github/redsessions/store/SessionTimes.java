package io.github.redsessions.store;

import io.github.redsessions.config.SessionConfig;
import java.time.InstantSource;

/**
 * The two deadlines of one session, and when Redis was last told that it is in use. All in ms,
 * points in time since the epoch.
 */
final class SessionTimes {

  static final long NEVER = 0;

  private final long created;
  private final long idleTimeout;
  private final SessionConfig config;
  private long deadline;
  private long idSince;
  private long lastStored;
  private long authenticated;
  private boolean renewed;

  private SessionTimes(
      long created,
      long idSince,
      long idleTimeout,
      long deadline,
      long lastStored,
      long authenticated,
      SessionConfig config) {
    this.created = created;
    this.idSince = idSince;
    this.authenticated = authenticated;
    this.idleTimeout = idleTimeout;
    this.deadline = deadline;
    this.lastStored = lastStored;
    this.config = config;
  }

  static SessionTimes ofNew(long now, long idleTimeout, SessionConfig config) {
    long deadline = now + config.absoluteTimeout().toMillis();
    return new SessionTimes(now, now, idleTimeout, deadline, now, NEVER, config);
  }

  static SessionTimes of(SessionRecord record, SessionConfig config) {
    return new SessionTimes(
        record.created(),
        record.rotated() == null ? record.created() : record.rotated(),
        record.idleTimeout(),
        record.deadline(),
        record.lastAccess(),
        record.authenticated(),
        config);
  }

  /** The same times, for somebody who notes on their own what Redis was told. */
  SessionTimes copy() {
    return new SessionTimes(
        created, idSince, idleTimeout, deadline, lastStored, authenticated, config);
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

  /** When Redis was last told of an access. */
  long lastStored() {
    return lastStored;
  }

  /** When credentials were last proven, {@link #NEVER} for an anonymous session. */
  long authenticated() {
    return authenticated;
  }

  /** Starts the absolute deadline anew, which only proven credentials may do (row T3). */
  void renew(long now) {
    deadline = now + config.absoluteTimeout().toMillis();
    authenticated = now;
    renewed = true;
  }

  /** Tells whether Redis is still to be told of {@link #renew}. */
  boolean isRenewed() {
    return renewed;
  }

  /** Tells whether the last access is to be written although nothing else changed. */
  boolean isTouchDue(long now) {
    // A session that lives shorter than the configured ones is touched more often, or it would
    // expire under an active user.
    long due = Math.min(config.touchInterval().toMillis(), idleTimeout / 2);
    // The last one may have been stored by a server whose clock is ahead.
    return Math.abs(now - lastStored) >= due;
  }

  /** Takes note that Redis has another id since. */
  void newId(long now) {
    idSince = now;
  }

  /**
   * Tells whether the id has been in use for {@code session.renewalTimeoutMs} (row T6). Without
   * one, the clock isn't asked.
   */
  boolean isRenewalDue(InstantSource clock) {
    long timeout = config.renewalTimeout().toMillis();
    return timeout > 0 && clock.millis() - idSince >= timeout;
  }

  /**
   * The one place that decides a TTL: what is left of the shorter deadline; not positive when the
   * session is over.
   */
  long ttl(long now) {
    return Math.min(idleTimeout, deadline - now);
  }

  /** Tells whether one of the deadlines has passed, as far as is known here. */
  boolean isOverAt(long now) {
    return now >= deadline || now - lastStored >= idleTimeout;
  }

  void stored(long now) {
    lastStored = now;
    renewed = false;
  }
}
