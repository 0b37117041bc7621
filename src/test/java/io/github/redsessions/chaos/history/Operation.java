package io.github.redsessions.chaos.history;

import java.util.Map;

/**
 * One request and its answer.
 *
 * @param number tells operations apart
 * @param client who sent it; one client sends several at the same time
 * @param user whose client it is
 * @param kind what was asked for
 * @param server which service process was asked
 * @param skewed whether the clock of that process was wrong meanwhile
 * @param session the session that was presented, 0 for none; numbers name sessions and ids, since
 *     the ids themselves must not be printed
 * @param id the id that was presented, 0 for none
 * @param begin when the request was sent, in ns of the one clock of all clients
 * @param end when the answer was there or was given up
 * @param outcome what came of it
 * @param newSession the session whose id the answer brought, 0 for none
 * @param newId the id that the answer brought, 0 for none
 * @param attribute what was written or removed, null for nothing
 * @param value what was written, or the count after an increment; null for nothing
 * @param seen the attributes of the session when the request found it, and their user as {@code
 *     user}; null if the answer doesn't tell
 * @param detail what else helps who reads it
 */
public record Operation(
    int number,
    int client,
    String user,
    Kind kind,
    int server,
    boolean skewed,
    int session,
    int id,
    long begin,
    long end,
    Outcome outcome,
    int newSession,
    int newId,
    String attribute,
    String value,
    Map<String, String> seen,
    String detail) {

  /** Who the session belongs to, among what was seen of it. */
  public static final String USER = "user";

  /** The attribute that is counted up. */
  public static final String COUNTER = "n";

  /** Whether it is not that one. */
  boolean isOther(Operation that) {
    return number != that.number;
  }

  /** Whether it may take effect after its end. */
  boolean isOpen() {
    return outcome == Outcome.UNKNOWN;
  }

  /** Whether it did, does or will take effect, as far as its client knows. */
  boolean mayHaveHappened() {
    return outcome == Outcome.OK || outcome == Outcome.UNKNOWN;
  }

  boolean isOk() {
    return outcome == Outcome.OK;
  }

  /** Whether the server took the id that was presented for one of a living session. */
  boolean isAccepted() {
    if (session == 0) {
      return false;
    }
    return kind == Kind.LOGIN
        // A login always succeeds. In the same session only if that was found.
        ? isOk() && newSession == session
        : isOk() || outcome == Outcome.CONFLICT;
  }

  /** Whether it is to end sessions from outside of them. */
  boolean revokes() {
    return kind == Kind.REVOKE_ALL || sparesItsOwn();
  }

  /** Whether it is to end a session of its user. */
  boolean revokes(int one) {
    return kind == Kind.REVOKE_ALL || (sparesItsOwn() && session != one);
  }

  private boolean sparesItsOwn() {
    return kind == Kind.REVOKE_OTHERS || kind == Kind.CHANGE_PASSWORD;
  }

  /** The last moment at which it may have taken effect. */
  long latest() {
    return isOpen() ? Long.MAX_VALUE : end;
  }
}
