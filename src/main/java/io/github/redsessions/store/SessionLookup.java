package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/**
 * What came of looking for a session.
 *
 * @param session null if the id names none
 * @param isLate true if the id was rotated away a moment ago: the client has another one by now, or
 *     its response with it is under way
 * @param expired the handle of a session that is still in Redis and over by this server's clock;
 *     null otherwise
 */
public record SessionLookup(
    @Nullable RedisSession session, boolean isLate, @Nullable String expired) {

  static final SessionLookup NOTHING = new SessionLookup(null, false, null);
  static final SessionLookup LATE = new SessionLookup(null, true, null);

  static SessionLookup found(RedisSession session) {
    return new SessionLookup(session, false, null);
  }

  static SessionLookup expired(String handle) {
    return new SessionLookup(null, false, handle);
  }
}
