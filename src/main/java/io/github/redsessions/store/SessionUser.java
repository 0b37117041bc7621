package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.ext.auth.User;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The user of a session: who it is in Redis and who it is to be, in the attribute in which the
 * stock handler keeps them. Belongs to one request. Rows F1, L9.
 */
public final class SessionUser {

  private final SessionAttributes attributes;

  SessionUser(SessionAttributes attributes) {
    this.attributes = attributes;
  }

  /**
   * Tells whether Redis holds the session for this user, with all that is known of them now.
   *
   * @param user the user of the request
   * @return true if storing the user would change nothing
   * @throws IllegalArgumentException if the user can't be stored
   */
  public boolean isStored(User user) {
    String stored = stored();
    return stored != null
        && (UserCodec.isTextOf(user, stored) || stored.equals(UserCodec.encode(user)));
  }

  /**
   * Tells whether Redis holds the session for another user, or for none.
   *
   * @param user the user of the request
   * @return false if the subjects are the same
   */
  public boolean isOther(User user) {
    String stored = stored();
    return stored == null || !Objects.equals(UserCodec.subject(stored), user.subject());
  }

  /**
   * Tells whose session it is by what Redis holds.
   *
   * @return the subject of the user, null for nobody
   */
  public @Nullable String subject() {
    String stored = stored();
    return stored == null ? null : UserCodec.subject(stored);
  }

  /** Drops the user, for a request that has none any more. */
  public void drop() {
    attributes.drop(UserCodec.ATTRIBUTE);
  }

  /** The user's JSON as Redis holds it, null for none. */
  @Nullable String stored() {
    return json(storedText());
  }

  /** The attribute that holds the user as Redis has it, decrypted; null for none. */
  @Nullable String storedText() {
    return attributes.stored(UserCodec.ATTRIBUTE);
  }

  /** The user's JSON as it is to be, null for none. */
  @Nullable String current() {
    return json(attributes.text(UserCodec.ATTRIBUTE));
  }

  /** Tells whether the user is, to the last attribute, who Redis says. */
  boolean isUnchanged() {
    return Objects.equals(
        attributes.text(UserCodec.ATTRIBUTE), attributes.stored(UserCodec.ATTRIBUTE));
  }

  /**
   * Reads the user, for the stock handler never answers if what it finds is of another class.
   *
   * @throws SessionFormatException if it can't be read
   */
  void check() {
    Object holder = attributes.get(UserCodec.ATTRIBUTE);
    if (holder != null && !UserCodec.isHolder(holder)) {
      throw UserCodec.notAHolder();
    }
  }

  /** Takes the user's JSON out of the encoded attribute. */
  static @Nullable String json(@Nullable String encoded) {
    return encoded == null ? null : encoded.substring(encoded.indexOf(':') + 1);
  }
}
