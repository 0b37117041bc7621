package io.github.redsessions;

import java.util.Locale;

/**
 * What an auditor asks for. Each has a name, under which it is told to the log and to the event bus
 * address {@link RedisSessions#AUDIT_ADDRESS}. Source: OWASP Logging Vocabulary, OWASP ASVS 5.0
 * 16.3.1, row A1.
 */
public enum AuditEvent {
  /** A session cookie doesn't count, and its request is anonymous. */
  SESSION_COOKIE_REFUSED(Level.WARN),
  /**
   * An id was used that was rotated away longer than {@code session.rotationGraceMs} ago: somebody
   * may have stolen it. Nothing is kept of a session that was logged out, so its id is an unknown
   * one.
   */
  SESSION_RETIRED_ID_USED(Level.CRITICAL),
  /** One address sends more unknown ids than {@code session.unknownIdsPerMinute}. */
  SESSION_GUESSED(Level.CRITICAL),
  /** A session was stored for the first time, by anything but a login. */
  SESSION_CREATED(Level.INFO),
  /**
   * A session got a new id, by anything but a login. {@code reason} is {@code age} where {@code
   * session.renewalTimeoutMs} is why, and absent otherwise.
   */
  SESSION_RENEWED(Level.INFO),
  /**
   * A session was saved and has grown over half of {@code session.maxBytes}: soon a put will be
   * refused. {@code bytes} is how large all attributes are, {@code largest} and {@code
   * largestBytes} which of them takes most.
   */
  SESSION_LARGE(Level.WARN),
  /**
   * A request came with the id of a session that is still in Redis and over by this server's clock.
   * Redis deletes what is over by itself, and then the id is one of many that name no session: most
   * sessions that expire are not told.
   */
  SESSION_EXPIRED(Level.INFO),
  /**
   * The record of a session can't be read: its key is gone, it was changed, it is not encrypted and
   * has to be, or another version wrote it. Its user is anonymous, and it is kept for {@code
   * session.quarantineMs}; told once in that time.
   */
  SESSION_UNREADABLE(Level.CRITICAL),
  /** A user logged out, or the session was destroyed by its own request. */
  SESSION_LOGGED_OUT(Level.INFO),
  /** One session of a user was ended by somebody else than its own request. */
  SESSION_REVOKED(Level.WARN),
  /** All sessions of a user were ended. */
  USER_REVOKED(Level.WARN),
  /** The sessions of everyone were ended. */
  EVERYONE_REVOKED(Level.CRITICAL),
  /** A user logged in. */
  LOGIN_SUCCEEDED(Level.INFO),
  /** A login was refused because of its credentials. */
  LOGIN_FAILED(Level.WARN),
  /** A login was not even looked at, because there were too many. */
  LOGIN_THROTTLED(Level.WARN),
  /** An account takes no logins any more, after too many failures in a row. */
  LOGIN_LOCKED(Level.CRITICAL),
  /** A user changed the password. */
  PASSWORD_CHANGED(Level.INFO),
  /** A change of the password was refused. */
  PASSWORD_CHANGE_FAILED(Level.WARN),
  /** The privileges of a session were raised, by {@code elevate} or another role. */
  PRIVILEGE_RAISED(Level.WARN),
  /** The privileges of a session were lowered, on demand or by themselves. */
  PRIVILEGE_LOWERED(Level.INFO),
  /** A request was refused because it had not the privileges. */
  ACCESS_DENIED(Level.WARN),
  /** A request was refused because another site may have caused it. */
  CSRF_REFUSED(Level.WARN),
  /** Sessions could not be read or written. */
  STORE_FAILED(Level.CRITICAL);

  /** How much attention an event deserves, as the OWASP Logging Vocabulary has it. */
  public enum Level {
    /** Happens all day. */
    INFO,
    /** Happens by mistake and by attack. */
    WARN,
    /** Somebody should look. */
    CRITICAL
  }

  private final Level level;

  AuditEvent(Level level) {
    this.level = level;
  }

  /**
   * How much attention it deserves.
   *
   * @return the level
   */
  public Level level() {
    return level;
  }

  /**
   * The name in the log and on the event bus.
   *
   * @return words with dots between them, such as {@code login.failed}
   */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
