package io.github.redsessions.store;

import io.github.redsessions.LoginTicket;
import io.github.redsessions.SessionFormatException;
import io.github.redsessions.SessionInfo;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.sstore.AbstractSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session as a request sees it: what Redis holds, and what the request changed.
 *
 * <p>Attributes stay encoded until they are asked for. What changed is found when the session is
 * put: a value that was replaced, or that can change in place, is compared in its encoded form with
 * what Redis holds. Putting an equal value is no change. {@link #regenerateId()} replaces the
 * secret and keeps the handle; {@link #oldId()} is always null, so that the stock handler's
 * deletion of the old id does nothing and the following put rotates in one step. A destroyed
 * session stays destroyed: its {@link #data()} is empty and can't be written.
 *
 * <p>Extends {@link AbstractSession} because the stock handler tells a session that it was flushed
 * through an interface that is not exported, and overrides all of its state. Attributes may be read
 * and written by many threads; everything else belongs to the request.
 */
public final class RedisSession extends AbstractSession {

  private final SessionRules rules;
  private final SessionTimes times;
  private final RecordFormat format;
  private final SessionAttributes attributes;
  private final SessionAccount account;
  private final SessionLogin login;

  /** How long it is taken for granted that nobody has given the session another id. */
  private static final long CONFIRMED_MS = 1_000;

  private volatile SessionToken token;
  private @Nullable SessionToken storedToken;
  private boolean renewed;
  private volatile long confirmedAt = SessionTimes.NEVER;
  private volatile boolean destroyed;
  private boolean superseded;
  private boolean lapsing;
  private boolean reported;
  private Future<Void> lastPut = Future.succeededFuture();

  /** Told of an attribute that can't be read. */
  private final Runnable unreadable;

  RedisSession(SessionToken token, SessionTimes times, SessionRules rules) {
    this(
        token,
        times,
        RecordFormat.of(rules.config().format()),
        Map.of(),
        Map.of(),
        rules,
        () -> {});
  }

  /**
   * Takes what Redis holds.
   *
   * @param unreadable told, once, if an attribute is asked for and can't be read
   * @throws UnreadableException if an attribute can't be decrypted
   */
  RedisSession(SessionToken token, SessionRecord record, SessionRules rules, Runnable unreadable) {
    this(
        token,
        SessionTimes.of(record, rules.config()),
        record.format(),
        record.attributes(),
        record.account(),
        rules,
        unreadable);
    this.storedToken = token;
    setVersion(record.version());
  }

  private RedisSession(
      SessionToken token,
      SessionTimes times,
      RecordFormat format,
      Map<String, String> stored,
      Map<AccountField, Object> account,
      SessionRules rules,
      Runnable unreadable) {
    this.token = token;
    this.times = times;
    this.format = format;
    this.unreadable = unreadable;
    this.attributes =
        new SessionAttributes(
            stored,
            new SessionSeal(rules),
            () -> this.token,
            rules.values(),
            new SessionSize(rules.config().maxBytes()));
    this.account = new SessionAccount(account);
    this.login = new SessionLogin(this.account, rules.clock());
    this.rules = rules;
    setTimeout(times.idleTimeout());
    setLastAccessed(rules.clock().millis());
  }

  /**
   * {@inheritDoc} The handle and the secret: whoever has it has the session, so it must not be
   * logged.
   */
  @Override
  public String id() {
    return token.text();
  }

  /** {@inheritDoc} The id with its signature, if there are signing keys. */
  @Override
  public String value() {
    return rules.keyRing().sign(token.text());
  }

  /**
   * Tells what the cookie of the id is that Redis knows, which a new one may be about to replace.
   *
   * @return the value, signed; that of {@link #value()} for a session that was never stored
   */
  public String storedValue() {
    SessionToken known = storedToken;
    return known == null ? value() : rules.keyRing().sign(known.text());
  }

  /**
   * Names the session without giving it away.
   *
   * @return the handle, which stays the same when the id is rotated
   */
  public String handle() {
    return token.handle();
  }

  /**
   * Tells when the user last proved who they are. A rotation doesn't change it, and during an
   * impersonation it is the proof of the user who impersonates. Source: row T7.
   *
   * @return the time of the login, or null for an anonymous session
   */
  public @Nullable Instant authenticatedAt() {
    long at = times.authenticated();
    return at == SessionTimes.NEVER ? null : Instant.ofEpochMilli(at);
  }

  @Override
  public Session regenerateId() {
    if (!destroyed) {
      token = token.withNewSecret(rules.random());
      renewed = true;
    }
    return this;
  }

  @Override
  public boolean isRegenerated() {
    return renewed;
  }

  /** {@inheritDoc} Always null: a put replaces the old secret by itself. */
  @Override
  public @Nullable String oldId() {
    return null;
  }

  @Override
  public void flushed(boolean skipCrc) {
    renewed = false;
  }

  @Override
  public void setAccessed() {
    setLastAccessed(rules.clock().millis());
  }

  @Override
  public void destroy() {
    destroyed = true;
    renewed = false;
    // What is to be deleted is what Redis holds, not an id that was never stored.
    token = storedToken != null ? storedToken : token;
    attributes.clear();
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  /**
   * Tells whether Redis has ever held this session.
   *
   * @return false for a session that is new and was not put yet
   */
  public boolean isStored() {
    return storedToken != null;
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
        && token.equals(storedToken)
        && rules.clock().millis() - confirmedAt < CONFIRMED_MS;
  }

  /**
   * Tells how long the session lives if nobody uses it any more.
   *
   * @return what is left of the shorter of the idle timeout and the absolute deadline, from now on
   */
  public Duration timeLeft() {
    return Duration.ofMillis(Math.max(0, times.ttl(rules.clock().millis())));
  }

  @Override
  public boolean isEmpty() {
    return attributes.isEmpty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws HttpException with status 401 and a {@link SessionFormatException} as its cause if what
   *     Redis holds can't be read. The session then is kept for {@code session.quarantineMs}, and
   *     the next request is anonymous. With status 503 if it is of a type that this server doesn't
   *     know: another one may, so that nothing becomes of the session. Row D8
   */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> @Nullable T get(String key) {
    try {
      return (T) attributes.get(key);
    } catch (SessionFormatException e) {
      throw unreadable(e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the value is of a type that can't be stored, or the name
   *     has the session's id in it; a value may have, and Redis gets a mask in its place
   * @throws io.github.redsessions.SessionTooLargeException if the attributes would be larger than
   *     {@code session.maxBytes} with it; the value from before stays
   * @throws IllegalStateException if the session is destroyed
   */
  @Override
  public Session put(String key, @Nullable Object value) {
    refuseIfDestroyed();
    if (value == null) {
      attributes.drop(key);
    } else {
      attributes.put(key, value);
    }
    return this;
  }

  @Override
  public Session putIfAbsent(String key, Object value) {
    refuseIfDestroyed();
    attributes.putIfAbsent(key, value);
    return this;
  }

  @Override
  public Session computeIfAbsent(String key, Function<String, Object> mapping) {
    Object value = attributes.has(key) ? null : mapping.apply(key);
    if (value != null) {
      putIfAbsent(key, value);
    }
    return this;
  }

  /**
   * {@inheritDoc}
   *
   * @throws HttpException as {@link #get} does; the attribute is removed all the same
   */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> @Nullable T remove(String key) {
    try {
      return (T) attributes.remove(key);
    } catch (SessionFormatException e) {
      throw unreadable(e);
    }
  }

  /**
   * {@inheritDoc} Changes of the map are changes of the session. Reads every attribute.
   *
   * @throws HttpException as {@link #get} does, if one of them can't be read
   */
  @Override
  public Map<String, Object> data() {
    try {
      return destroyed ? Map.of() : attributes.live();
    } catch (SessionFormatException e) {
      throw unreadable(e);
    }
  }

  /** Only this type has a status under the stock handler, which answers 500 to any other. */
  private HttpException unreadable(SessionFormatException e) {
    if (e instanceof UnknownTypeException) {
      return new HttpException(503, e);
    }
    if (!reported) {
      reported = true;
      unreadable.run();
    }
    return new HttpException(401, e);
  }

  /**
   * Reads what has to be readable before the session is handed out: the user, for the stock handler
   * never answers if that is of another class, and all else where that was in question before.
   *
   * @throws SessionFormatException if it can't be read
   */
  void check(boolean all) {
    Object holder = attributes.get(UserCodec.ATTRIBUTE);
    if (holder != null && !UserCodec.isHolder(holder)) {
      throw UserCodec.notAHolder();
    }
    if (all) {
      attributes.live();
    }
  }

  /**
   * Prepares the session for a user whose credentials were just proven: drops the attributes from
   * before, but for the named ones, starts the absolute deadline anew and makes a new id. The next
   * put stores all of it in one step. Source: rows F1, F6, T3.
   *
   * @param keep the names of the attributes that stay
   */
  public void renewForLogin(Set<String> keep) {
    attributes.retain(keep);
    renew(!attributes.has(UserCodec.SWITCH_ATTRIBUTE));
  }

  /**
   * Starts the absolute deadline anew and makes a new id, unless that is done and waits to be put:
   * for a user whom somebody else than {@link #renewForLogin} brings. During an impersonation and
   * at its end the deadline stays: the user who comes back has proven nothing, and would otherwise
   * have a session without end. Source: rows F1, F2, T3, T7.
   */
  public void renewForUser() {
    boolean impersonates = attributes.has(UserCodec.SWITCH_ATTRIBUTE);
    boolean impersonated = attributes.stored(UserCodec.SWITCH_ATTRIBUTE) != null;
    if (impersonated && !impersonates) {
      // Who comes back does so by the login of then, and not if it was revoked meanwhile.
      login.beganAt(new LoginTicket(times.authenticated()));
    }
    renew(!impersonates && !impersonated);
  }

  private void renew(boolean deadline) {
    if (deadline && !times.isRenewed()) {
      times.renew(rules.clock().millis());
    }
    if (!renewed) {
      regenerateId();
    }
  }

  /**
   * Tells whether Redis holds the session for this user, with all that is known of them now.
   *
   * @param user the user of the request
   * @return true if storing the user would change nothing
   * @throws IllegalArgumentException if the user can't be stored
   */
  public boolean holds(User user) {
    String stored = storedUser();
    return stored != null
        && (UserCodec.isTextOf(user, stored) || stored.equals(UserCodec.encode(user)));
  }

  /**
   * Tells whether Redis holds the session for another user, or for none.
   *
   * @param user the user of the request
   * @return false if the subjects are the same
   */
  public boolean isOfAnother(User user) {
    String stored = storedUser();
    return stored == null || !Objects.equals(UserCodec.subject(stored), user.subject());
  }

  /** The user's JSON as Redis holds it, null for none. */
  @Nullable String storedUser() {
    return user(storedUserText());
  }

  /** The attribute that holds the user as Redis has it, decrypted; null for none. */
  @Nullable String storedUserText() {
    return attributes.stored(UserCodec.ATTRIBUTE);
  }

  /** The user's JSON as it is to be, null for none. */
  @Nullable String userText() {
    return user(attributes.text(UserCodec.ATTRIBUTE));
  }

  /** Tells whether the user is, to the last attribute, who Redis says. */
  boolean isUserUnchanged() {
    return Objects.equals(
        attributes.text(UserCodec.ATTRIBUTE), attributes.stored(UserCodec.ATTRIBUTE));
  }

  /** Takes the user's JSON out of the encoded attribute. */
  static @Nullable String user(@Nullable String encoded) {
    return encoded == null ? null : encoded.substring(encoded.indexOf(':') + 1);
  }

  /**
   * Gives the login behind this session.
   *
   * @return always the same
   */
  public SessionLogin login() {
    return login;
  }

  /**
   * Gives the session a level of privilege for a while, and a new id. The next put stores it.
   *
   * @param level the level
   * @param duration how long it lasts; no deadline of the session changes by it
   */
  public void elevate(String level, Duration duration) {
    login.elevate(level, duration);
    regenerateId();
  }

  /** Takes the level away, lapsed or not, and makes a new id. The next put stores it. */
  public void dropElevation() {
    login.dropElevation();
    regenerateId();
  }

  /**
   * Takes a level away that has lapsed, under a new id. Unlike other changes of the id it stands
   * when too few replicas have it: it takes nothing that the clock hasn't taken before.
   */
  public void lapseElevation() {
    dropElevation();
    lapsing = true;
  }

  /**
   * Tells whether the id has been in use for {@code session.renewalTimeoutMs}. Source: OWASP
   * Session Management Cheat Sheet (Renewal Timeout), row T6.
   *
   * @return false, always, if that is 0
   */
  public boolean isRenewalDue() {
    return times.isRenewalDue(rules.clock());
  }

  /**
   * Makes a new id for no other reason than the age of the old one. The next put stores it, and
   * extends no deadline; it stands when too few replicas have it, for it changes no privilege.
   */
  public void renewForAge() {
    regenerateId();
    lapsing = true;
  }

  /**
   * Tells whose session it is by what Redis holds.
   *
   * @return the subject of the user, null for nobody
   */
  public @Nullable String subject() {
    String stored = storedUser();
    return stored == null ? null : UserCodec.subject(stored);
  }

  /** Tells whether the new id is that of a lapsed elevation, or of an id that was too old. */
  boolean isLapsing() {
    return lapsing;
  }

  /**
   * Takes back a new id and a change of the level that could not be stored.
   *
   * @param byAnother true if another request has stored a new id: then this one stores nothing any
   *     more unless it has something to store, and that fails
   */
  public void keepId(boolean byAnother) {
    account.revert();
    if (storedToken != null) {
      token = storedToken;
    }
    renewed = false;
    lapsing = false;
    superseded = byAnother;
    // Its response must not repeat an id that may be over.
    confirmedAt = SessionTimes.NEVER;
  }

  /**
   * Tells what the user may be shown of this session.
   *
   * @return as of now
   */
  public SessionInfo info() {
    return SessionSummary.of(this, rules.clock().millis());
  }

  /** Tells whether Redis has a newer id than this request, or what it has can't be read. */
  boolean isSuperseded() {
    // A touch would give the record back the time to live of one that can be read.
    return superseded || reported;
  }

  SessionAccount account() {
    return account;
  }

  /** Drops the user, for a request that has none any more. */
  public void dropUser() {
    attributes.drop(UserCodec.ATTRIBUTE);
  }

  /** Takes back what the request did to the attributes since the last put; the user stays. */
  public void revertAttributes() {
    attributes.revert(UserCodec.ATTRIBUTE);
  }

  SessionTimes times() {
    return times;
  }

  /** How Redis holds it, or will. */
  RecordFormat format() {
    return format;
  }

  SessionToken token() {
    return token;
  }

  /** The id that Redis knows, null for a session that was never stored. */
  @Nullable SessionToken storedToken() {
    return storedToken;
  }

  /**
   * Runs a put when the one before it has ended, so that each starts from what the other left in
   * Redis.
   */
  synchronized Future<Void> inTurn(Supplier<Future<Void>> put) {
    lastPut =
        lastPut.isComplete()
            ? put.get()
            : StartedChanges.report(lastPut.transform(ended -> put.get()));
    return lastPut;
  }

  /**
   * Finds what is to be written.
   *
   * @throws IllegalArgumentException if a value can't be stored
   * @throws io.github.redsessions.SessionTooLargeException if the session would be larger than
   *     {@code session.maxBytes}
   */
  SessionChanges changes() {
    boolean rotates = storedToken != null && !storedToken.equals(token);
    return attributes.changes(rules.config().maxBytes(), rotates);
  }

  /**
   * Takes over what others have written of the session since it was loaded or saved.
   *
   * @throws UnreadableException if it can't be decrypted
   */
  void rebase(SessionRecord record, SessionToken under) {
    attributes.rebase(record.attributes(), under);
    setVersion(record.version());
  }

  /**
   * Takes note that Redis has the changes now, under the id that was sent.
   *
   * @param version of the record by these changes; that of the last load or save if they are none
   */
  void saved(
      SessionChanges changes,
      SessionAccount.Changes accountChanges,
      SessionToken sent,
      int version,
      long now) {
    attributes.saved(changes, sent);
    account.saved(accountChanges);
    if (storedToken == null || version == version() + 1) {
      // Otherwise others have written too, which is not known here.
      setVersion(version);
    }
    if (!sent.equals(storedToken)) {
      times.newId(now);
    }
    storedToken = sent;
    lapsing = false;
    times.stored(now);
    confirmedAt = now;
    LargeSession large = changes.large(handle(), rules.config().maxBytes());
    if (large != null) {
      rules.largeSessions().accept(large);
    }
  }

  private void refuseIfDestroyed() {
    if (destroyed) {
      throw new IllegalStateException(
          "The session is destroyed; SessionHandler.newSession(ctx) begins another one");
    }
  }
}
