package io.github.redsessions.store;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The level of privilege that a session was given for a while. Each change of it makes a new id,
 * and the next put stores both. Belongs to one request. Row F8.
 */
public final class SessionElevation {

  private final SessionAccount account;
  private final SessionIds ids;
  private final InstantSource clock;

  SessionElevation(SessionAccount account, SessionIds ids, InstantSource clock) {
    this.account = account;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Tells the level of privilege.
   *
   * @return null for none, and when it has lapsed
   */
  public @Nullable String level() {
    return SessionSummary.level(account, clock.millis());
  }

  /**
   * Tells which level is stored, lapsed or not.
   *
   * @return null for none
   */
  public @Nullable String storedLevel() {
    return account.get(AccountField.LEVEL);
  }

  /**
   * Tells whether there is a level that has lapsed and is still stored.
   *
   * @return true until {@link #drop} or {@link #lapse} is
   */
  public boolean hasLapsed() {
    return storedLevel() != null && level() == null;
  }

  /**
   * Gives the session a level for a while, and a new id. The next put stores it.
   *
   * @param level the level
   * @param duration how long it lasts; no deadline of the session changes by it
   */
  public void raise(String level, Duration duration) {
    account.put(AccountField.LEVEL, level);
    account.put(AccountField.LEVEL_END, clock.millis() + duration.toMillis());
    ids.renew();
  }

  /** Takes the level away, lapsed or not, and makes a new id. The next put stores it. */
  public void drop() {
    account.put(AccountField.LEVEL, null);
    account.put(AccountField.LEVEL_END, null);
    ids.renew();
  }

  /**
   * Takes a level away that has lapsed, under a new id. Unlike other changes of the id it stands
   * when too few replicas have it: it takes nothing that the clock hasn't taken before.
   */
  public void lapse() {
    drop();
    ids.stand();
  }
}
