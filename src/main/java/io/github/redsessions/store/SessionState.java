package io.github.redsessions.store;

import org.jspecify.annotations.Nullable;

/**
 * What was known of a session when it was last looked at by its handle. It doesn't name the secret,
 * so it is no way into the session. Belongs to one thread at a time. Row L12.
 */
public final class SessionState {

  private final String handle;
  private final @Nullable String user;
  private final String secretHash;
  private final SessionTimes times;
  private final RecordFormat format;

  SessionState(
      String handle,
      @Nullable String user,
      String secretHash,
      SessionTimes times,
      RecordFormat format) {
    this.handle = handle;
    this.user = user;
    this.secretHash = secretHash;
    this.times = times;
    this.format = format;
  }

  /**
   * Names the session.
   *
   * @return the handle, which no rotation changes
   */
  public String handle() {
    return handle;
  }

  /**
   * Tells whose session it is.
   *
   * @return the subject of the user, or all that is known of a user without a subject; null for an
   *     anonymous session
   */
  public @Nullable String user() {
    return user;
  }

  String secretHash() {
    return secretHash;
  }

  SessionTimes times() {
    return times;
  }

  RecordFormat format() {
    return format;
  }
}
