package io.github.redsessions.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a session when it was last looked at by its handle. It doesn't name the secret,
 * so it is no way into the session. Belongs to one thread at a time. Row L12.
 */
public final class SessionState {

  private final String handle;
  private final Owner owner;
  private final String secretHash;
  private final SessionTimes times;
  private final RecordFormat format;

  SessionState(
      String handle, Owner owner, String secretHash, SessionTimes times, RecordFormat format) {
    this.handle = handle;
    this.owner = owner;
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
   * Tells whether it is still that of the user whose it was.
   *
   * @param later what was found when it was looked at again
   * @return false too if there is a user now, or none any more. If the user's attribute can't be
   *     read without the cookie, their reference in the record decides
   */
  public boolean isOfSameUser(SessionState later) {
    return (owner.isReadable && later.owner.isReadable)
        ? Objects.equals(owner.user, later.owner.user)
        : Objects.equals(owner.reference, later.owner.reference);
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

  /** Whose session it is. */
  static final class Owner {

    private final @Nullable String reference;
    private final boolean isReadable;
    private final @Nullable String user;

    /**
     * Says who it is.
     *
     * @param reference of the record, null if it has none
     * @param text the attribute that holds the user, null for nobody
     */
    Owner(@Nullable String reference, @Nullable String text) {
      // A user without a subject has no reference, and is not nobody.
      this.reference = reference == null && text != null ? "" : reference;
      this.isReadable = text == null || !SealedText.isSealed(text);
      this.user = isReadable ? UserCodec.identity(SessionUser.json(text)) : null;
    }
  }
}
