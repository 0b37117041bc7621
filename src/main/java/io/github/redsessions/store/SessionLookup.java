package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/**
 * What came of looking for a session.
 *
 * @param session null if the id names none
 * @param isLate true if the id was rotated away a moment ago: the client has another one by now, or
 *     its response with it is under way
 */
public record SessionLookup(@Nullable RedisSession session, boolean isLate) {

  static final SessionLookup NOTHING = new SessionLookup(null, false);
  static final SessionLookup LATE = new SessionLookup(null, true);
}
