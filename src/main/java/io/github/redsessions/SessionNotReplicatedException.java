package io.github.redsessions;

/**
 * The primary has carried out a change and fewer replicas than {@code redis.durability.replicas}
 * had it in time, so that a failover could undo it.
 *
 * <p>After a login or a rotation the session has been destroyed again; after a logout it is
 * destroyed on the primary, and asking again waits for the replicas again; any other change stays.
 * The message names no id and no host. Source: <a
 * href="https://redis.io/docs/latest/commands/wait/">Redis: WAIT</a>.
 */
public final class SessionNotReplicatedException extends SessionUnavailableException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception without a stack trace, since under an outage there are thousands of them.
   *
   * @param message how many replicas had the change
   */
  public SessionNotReplicatedException(String message) {
    super(message, null);
  }
}
