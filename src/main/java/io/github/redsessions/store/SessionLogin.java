package io.github.redsessions.store;

import io.github.redsessions.LoginTicket;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The login behind a session: from where it came, since when it counts, which level of privilege it
 * was given since, and what came of storing it. Belongs to one request. Rows F8, L4, L10, L11.
 */
public final class SessionLogin {

  private final SessionAccount account;
  private final InstantSource clock;
  private boolean checked;
  private int evicted;
  private boolean hurried;
  private @Nullable Long ticket;

  SessionLogin(SessionAccount account, InstantSource clock) {
    this.account = account;
    this.clock = clock;
  }

  /**
   * Says when the login began; without, it begins when it is stored.
   *
   * @param loginTicket taken before the credentials were verified
   */
  public void beganAt(LoginTicket loginTicket) {
    ticket = loginTicket.number();
  }

  /**
   * Writes down who logs in; stored with the login.
   *
   * @param address the client's address
   * @param userAgent what the client says it is, null if it says nothing
   */
  public void cameFrom(String address, @Nullable String userAgent) {
    account.put(AccountField.ADDRESS, address);
    account.put(AccountField.AGENT, UserAgentText.of(userAgent));
  }

  /**
   * Lets the login be stored without asking what was revoked before, which the next load of the
   * session does: for a response that leaves at once, whose client may be back before the answer.
   */
  public void hurry() {
    hurried = true;
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
   * Tells whether there is a level that has lapsed and is still stored.
   *
   * @return true until {@link RedisSession#dropElevation} is
   */
  public boolean hasLapsed() {
    return account.get(AccountField.LEVEL) != null && level() == null;
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
   * Tells how many sessions of its user ended for this one, because they were too many.
   *
   * @return the count of the last login
   */
  public int evicted() {
    return evicted;
  }

  void elevate(String level, Duration duration) {
    account.put(AccountField.LEVEL, level);
    account.put(AccountField.LEVEL_END, clock.millis() + duration.toMillis());
  }

  void dropElevation() {
    account.put(AccountField.LEVEL, null);
    account.put(AccountField.LEVEL_END, null);
  }

  void evicted(int count) {
    evicted = count;
  }

  /** Takes note that the login was found not to be revoked, which is to be stored. */
  void checked() {
    checked = true;
  }

  /** Tells, once, whether the login was checked. */
  boolean takeChecked() {
    boolean was = checked;
    checked = false;
    return was;
  }

  /** Tells whether the login is to be stored at once; one with a ticket has to be compared. */
  boolean isHurried() {
    return hurried && ticket == null;
  }

  @Nullable Long ticket() {
    return ticket;
  }
}
