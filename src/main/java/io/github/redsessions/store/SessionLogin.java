package io.github.redsessions.store;

import io.github.redsessions.LoginTicket;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The login behind a session: from where it came, since when it counts, what it leaves of what was
 * there before, and what came of storing it. Belongs to one request. Rows F1, F6, L4, L10, L11, T3.
 */
public final class SessionLogin {

  private final SessionContent content;
  private int evicted;
  private boolean hurried;
  private @Nullable Long ticket;

  SessionLogin(SessionContent content) {
    this.content = content;
  }

  /**
   * Tells when the user last proved who they are. A rotation doesn't change it, and during an
   * impersonation it is the proof of the user who impersonates. Source: row T7.
   *
   * @return the time of the login, or null for an anonymous session
   */
  public @Nullable Instant authenticatedAt() {
    long at = content.times().authenticated();
    return at == SessionTimes.NEVER ? null : Instant.ofEpochMilli(at);
  }

  /**
   * Prepares the session for a user whose credentials were just proven: drops the attributes from
   * before, but for the named ones, starts the absolute deadline anew and makes a new id. The next
   * put stores all of it in one step. Source: rows F1, F6, T3.
   *
   * @param keep the names of the attributes that stay
   */
  public void renew(Set<String> keep) {
    content.attributes().retain(keep);
    renew(!content.attributes().has(UserCodec.SWITCH_ATTRIBUTE));
  }

  /**
   * Starts the absolute deadline anew and makes a new id, unless that is done and waits to be put:
   * for a user whom somebody else than {@link #renew(Set)} brings. During an impersonation and at
   * its end the deadline stays: the user who comes back has proven nothing, and would otherwise
   * have a session without end. Source: rows F1, F2, T3, T7.
   */
  public void renewForUser() {
    SessionAttributes attributes = content.attributes();
    boolean impersonates = attributes.has(UserCodec.SWITCH_ATTRIBUTE);
    boolean impersonated = attributes.stored(UserCodec.SWITCH_ATTRIBUTE) != null;
    if (impersonated && !impersonates) {
      // Who comes back does so by the login of then, and not if it was revoked meanwhile.
      beganAt(new LoginTicket(content.times().authenticated()));
    }
    renew(!impersonates && !impersonated);
  }

  private void renew(boolean deadline) {
    SessionTimes times = content.times();
    if (deadline && !times.isRenewed()) {
      times.renew(content.rules().clock().millis());
    }
    if (!content.ids().isRenewed()) {
      content.ids().renew();
    }
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
    content.account().put(AccountField.ADDRESS, address);
    content.account().put(AccountField.AGENT, UserAgentText.of(userAgent));
  }

  /**
   * Lets the login be stored without asking what was revoked before, which the next load of the
   * session does: for a response that leaves at once, whose client may be back before the answer.
   */
  public void hurry() {
    hurried = true;
  }

  /**
   * Tells how many sessions of its user ended for this one, because they were too many.
   *
   * @return the count of the last login
   */
  public int evicted() {
    return evicted;
  }

  void evicted(int count) {
    evicted = count;
  }

  /** Tells whether the login is to be stored at once; one with a ticket has to be compared. */
  boolean isHurried() {
    return hurried && ticket == null;
  }

  @Nullable Long ticket() {
    return ticket;
  }
}
