package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/**
 * What came of looking for a session.
 *
 * @param session null if the id names none
 * @param isLate true if the id was rotated away a moment ago: the client has another one by now, or
 *     its response with it is under way
 * @param isExpired true if its session is still in Redis, and over by this server's clock
 */
public record SessionLookup(@Nullable RedisSession session, boolean isLate, boolean isExpired) {

  static final SessionLookup NOTHING = new SessionLookup(null, false, false);
  static final SessionLookup LATE = new SessionLookup(null, true, false);
  static final SessionLookup EXPIRED = new SessionLookup(null, false, true);

  static SessionLookup found(RedisSession session) {
    return new SessionLookup(session, false, false);
  }
}
