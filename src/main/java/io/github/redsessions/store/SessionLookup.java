package io.github.redsessions.store;

import io.github.redsessions.metrics.Count;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking for a session.
 *
 * @param session null if the id names none
 * @param outcome why not
 * @param handle which session the id names, or has named; null if there is none
 * @param unreadable why it can't be read, if nobody has taken note of that yet; else null
 */
public record SessionLookup(
    @Nullable RedisSession session,
    Outcome outcome,
    @Nullable String handle,
    @Nullable Unreadable unreadable) {

  /** What there is to say of an id. */
  public enum Outcome {
    /** It names a session. */
    FOUND(Count.LOAD_HIT),
    /** Redis was not asked: it isn't an id of this store, or was just found to name no session. */
    NOT_ASKED(Count.LOAD_FORGED),
    /**
     * It names no session: it was guessed, or is that of a session that was destroyed or has
     * expired, of which Redis keeps nothing to tell it by.
     */
    UNKNOWN(Count.LOAD_UNKNOWN),
    /**
     * It was rotated away less than {@code session.rotationGraceMs} ago, or was found to be ended
     * while it was prolonged: the client has another one by now, or its response with it is under
     * way.
     */
    LATE(Count.LOAD_LATE),
    /** It was rotated away longer ago, by a session that lives on. */
    RETIRED(Count.LOAD_RETIRED),
    /** It is that of a session that is over by the clock of this process. */
    EXPIRED(Count.LOAD_EXPIRED),
    /**
     * It names a record that can't be read, which is kept for {@code session.quarantineMs}: the
     * client is anonymous, and may be given another id.
     */
    UNREADABLE(Count.LOAD_UNREADABLE);

    private final Count count;

    Outcome(Count count) {
      this.count = count;
    }

    Count count() {
      return count;
    }
  }

  static final SessionLookup NOTHING = past(Outcome.NOT_ASKED, null);
  static final SessionLookup UNKNOWN = past(Outcome.UNKNOWN, null);

  static SessionLookup found(RedisSession session) {
    return new SessionLookup(session, Outcome.FOUND, session.handle(), null);
  }

  /** Of an id that was one of this session. */
  static SessionLookup past(Outcome outcome, @Nullable String handle) {
    return new SessionLookup(null, outcome, handle, null);
  }

  /**
   * Of a record that can't be read.
   *
   * @param reason why, null if it is known to somebody
   */
  static SessionLookup unreadable(String handle, @Nullable Unreadable reason) {
    return new SessionLookup(null, Outcome.UNREADABLE, handle, reason);
  }

  /**
   * Tells whether a cookie for this client could overwrite a newer one.
   *
   * @return true if the id is {@link Outcome#LATE}
   */
  public boolean isLate() {
    return outcome == Outcome.LATE;
  }

  /**
   * Tells whether the id could be a guess: it has the form of an id, and names no session now.
   *
   * @return true for {@link Outcome#UNKNOWN} and {@link Outcome#RETIRED}
   */
  public boolean isSuspect() {
    return outcome == Outcome.UNKNOWN || outcome == Outcome.RETIRED;
  }
}
