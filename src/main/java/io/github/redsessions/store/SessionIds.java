package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/**
 * Which id a session has: the one that it has here and the one under which Redis holds it, which
 * differ from a renewal until the next put is acknowledged. A destroyed session gets no other id.
 *
 * <p>All threads that use attributes may ask for the current id; everything else belongs to the
 * request. Rows F2, F5, X7.
 */
public final class SessionIds {

  /** How long it is taken for granted that nobody has given the session another id. */
  private static final long CONFIRMED_MS = 1_000;

  private final SessionRules rules;
  private volatile SessionToken current;
  private @Nullable SessionToken stored;
  private boolean renewed;
  private boolean standing;
  private boolean superseded;
  private volatile long confirmedAt = SessionTimes.NEVER;
  private volatile boolean destroyed;

  /**
   * Takes the id that a session begins with here.
   *
   * @param stored the one that Redis knows, null for a session that was never stored
   */
  SessionIds(SessionToken current, @Nullable SessionToken stored, SessionRules rules) {
    this.current = current;
    this.stored = stored;
    this.rules = rules;
  }

  /** The id as it is to be. */
  SessionToken current() {
    return current;
  }

  /** The id that Redis knows, null for a session that was never stored. */
  @Nullable SessionToken stored() {
    return stored;
  }

  /**
   * Tells whether Redis has ever held the session.
   *
   * @return false for a session that is new and was not put yet
   */
  public boolean isStored() {
    return stored != null;
  }

  /** Tells whether the next put replaces the id that Redis knows. */
  boolean isRotating() {
    return stored != null && !stored.equals(current);
  }

  /** What the cookie of the current id is. */
  String value() {
    return rules.keyRing().sign(current.text());
  }

  /**
   * Tells what the cookie of the id is that Redis knows, which a new one may be about to replace.
   *
   * @return the value, signed; that of the current id for a session that was never stored
   */
  public String storedValue() {
    SessionToken known = stored;
    return known == null ? value() : rules.keyRing().sign(known.text());
  }

  /** Replaces the secret, unless the session is destroyed. */
  void renew() {
    if (!destroyed) {
      current = current.withNewSecret(rules.random());
      renewed = true;
    }
  }

  /**
   * Makes a new id for no other reason than the age of the old one. The next put stores it, and
   * extends no deadline. Row T6.
   */
  public void renewForAge() {
    renew();
    stand();
  }

  /** Takes note that the new id stands when too few replicas have it, for it gives nobody more. */
  void stand() {
    standing = true;
  }

  /** Tells whether there is a new id that stands when too few replicas have it. */
  boolean isStanding() {
    return standing;
  }

  /** Tells whether there is a new id that was not announced yet. */
  boolean isRenewed() {
    return renewed;
  }

  /** Takes note that the client is told of the new id. */
  void announced() {
    renewed = false;
  }

  /**
   * Goes back to the id that Redis knows.
   *
   * @param byAnother true if another request has stored a new one
   */
  void keepStored(boolean byAnother) {
    if (stored != null) {
      current = stored;
    }
    renewed = false;
    standing = false;
    superseded = byAnother;
    // Its response must not repeat an id that may be over.
    confirmedAt = SessionTimes.NEVER;
  }

  /** Tells whether Redis has a newer id than this request. */
  boolean isSuperseded() {
    return superseded;
  }

  /** Takes note that Redis holds the session under the id that was sent. */
  void saved(SessionToken sent, long now) {
    stored = sent;
    standing = false;
    confirmedAt = now;
  }

  /**
   * Tells whether Redis has just extended the life of the session under the id that it has here: a
   * change or a touch was sent less than a second ago, and was acknowledged. A response that was
   * longer under way must not repeat its id, for another one may have announced a new id since.
   *
   * @return false if the session was only read, or was given an id that isn't stored yet
   */
  public boolean isConfirmed() {
    return !destroyed
        && current.equals(stored)
        && rules.clock().millis() - confirmedAt < CONFIRMED_MS;
  }

  /** Takes note that the session is destroyed. */
  void end() {
    destroyed = true;
    renewed = false;
    // What is to be deleted is what Redis holds, not an id that was never stored.
    current = stored != null ? stored : current;
  }

  boolean isDestroyed() {
    return destroyed;
  }
}
