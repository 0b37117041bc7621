package io.github.redsessions.chaos.history;

/** What a client asks for. */
public enum Kind {
  /** Logs in, in the session that the client has or in a new one. */
  LOGIN(9),
  READ(4),
  /** Writes one attribute. */
  PUT(6),
  /** Reads the session, waits, and then writes one attribute. */
  SLOW(7),
  REMOVE(6),
  /** Counts up under {@code strict}. */
  INCREMENT(6),
  ROTATE(6),
  ELEVATE(6),
  LOGOUT(6),
  /** Ends all sessions of the user. */
  REVOKE_ALL(9),
  /** Ends all sessions of the user but the own. */
  REVOKE_OTHERS(9),
  /** What follows a changed password: all other sessions end, and the own gets a new id. */
  CHANGE_PASSWORD(15);

  private final int steps;

  Kind(int steps) {
    this.steps = steps;
  }

  /** How many commands it may wait for, one after the other, if everything that may happen does. */
  int steps() {
    return steps;
  }

  /** Whether it gives the session a new id. */
  boolean rotates() {
    return this == LOGIN || this == ROTATE || this == ELEVATE || this == CHANGE_PASSWORD;
  }
}
