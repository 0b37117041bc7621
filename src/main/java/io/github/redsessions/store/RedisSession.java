package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.SessionInfo;
import io.vertx.core.Future;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.sstore.AbstractSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
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

  private final SessionContent content;
  private final InstantSource clock;
  private final SessionIds ids;
  private final SessionAttributes attributes;
  private final UnreadableAttributes unreadable;
  private final SessionUser user;
  private final SessionElevation elevation;

  /** Made when it is asked for: most requests are no login. */
  private @Nullable SessionLogin login;

  private Future<Void> lastPut = Future.succeededFuture();

  /** Makes a session that Redis doesn't know yet. */
  RedisSession(SessionToken token, SessionTimes times, SessionRules rules) {
    this(new SessionContent(token, times, rules));
  }

  /**
   * Takes what Redis holds.
   *
   * @param unreadable told the handle, once, if an attribute is asked for and can't be read
   * @throws UnreadableException if an attribute can't be decrypted
   */
  RedisSession(
      SessionToken token, SessionRecord record, SessionRules rules, Consumer<String> unreadable) {
    this(new SessionContent(token, record, rules, unreadable));
  }

  private RedisSession(SessionContent content) {
    this.content = content;
    this.clock = content.rules().clock();
    this.ids = content.ids();
    this.attributes = content.attributes();
    this.unreadable = content.unreadable();
    this.user = new SessionUser(attributes);
    this.elevation = new SessionElevation(content.account(), ids, clock);
    setTimeout(content.times().idleTimeout());
    setLastAccessed(clock.millis());
  }

  /**
   * {@inheritDoc} The handle and the secret: whoever has it has the session, so it must not be
   * logged.
   */
  @Override
  public String id() {
    return ids.current().text();
  }

  /** {@inheritDoc} The id with its signature, if there are signing keys. */
  @Override
  public String value() {
    return ids.value();
  }

  /**
   * Names the session without giving it away.
   *
   * @return the handle, which stays the same when the id is rotated
   */
  public String handle() {
    return ids.current().handle();
  }

  @Override
  public Session regenerateId() {
    ids.renew();
    return this;
  }

  @Override
  public boolean isRegenerated() {
    return ids.isRenewed();
  }

  /** {@inheritDoc} Always null: a put replaces the old secret by itself. */
  @Override
  public @Nullable String oldId() {
    return null;
  }

  @Override
  public void flushed(boolean skipCrc) {
    ids.announced();
  }

  @Override
  public void setAccessed() {
    setLastAccessed(clock.millis());
  }

  @Override
  public void destroy() {
    ids.end();
    attributes.clear();
  }

  @Override
  public boolean isDestroyed() {
    return ids.isDestroyed();
  }

  /**
   * Tells how long the session lives if nobody uses it any more.
   *
   * @return what is left of the shorter of the idle timeout and the absolute deadline, from now on
   */
  public Duration timeLeft() {
    return Duration.ofMillis(Math.max(0, content.times().ttl(clock.millis())));
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
      throw unreadable.found(e);
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
      throw unreadable.found(e);
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
      return ids.isDestroyed() ? Map.of() : attributes.live();
    } catch (SessionFormatException e) {
      throw unreadable.found(e);
    }
  }

  /**
   * Reads what has to be readable before the session is handed out: the user, for the stock handler
   * never answers if that is of another class, and all else where that was in question before.
   *
   * @throws SessionFormatException if it can't be read
   */
  void check(boolean all) {
    user.check();
    if (all) {
      attributes.live();
    }
  }

  /**
   * Gives the ids of this session.
   *
   * @return always the same
   */
  public SessionIds ids() {
    return ids;
  }

  /**
   * Gives the user of this session.
   *
   * @return always the same
   */
  public SessionUser user() {
    return user;
  }

  /**
   * Gives the login behind this session.
   *
   * @return always the same
   */
  public SessionLogin login() {
    SessionLogin known = login;
    if (known == null) {
      known = new SessionLogin(content);
      login = known;
    }
    return known;
  }

  /**
   * Tells whether the id has been in use for {@code session.renewalTimeoutMs}. Source: OWASP
   * Session Management Cheat Sheet (Renewal Timeout), row T6.
   *
   * @return false, always, if that is 0
   */
  public boolean isRenewalDue() {
    return content.times().isRenewalDue(clock);
  }

  /**
   * Gives the level of privilege that the session has.
   *
   * @return always the same
   */
  public SessionElevation elevation() {
    return elevation;
  }

  /**
   * Takes back a new id and a change of the level that could not be stored.
   *
   * @param byAnother true if another request has stored a new id: then this one stores nothing any
   *     more unless it has something to store, and that fails
   */
  public void keepId(boolean byAnother) {
    account().revert();
    ids.keepStored(byAnother);
  }

  /**
   * Tells what the user may be shown of this session.
   *
   * @return as of now
   */
  public SessionInfo info() {
    return SessionSummary.of(this, clock.millis());
  }

  /** Takes back what the request did to the attributes since the last put; the user stays. */
  public void revertAttributes() {
    attributes.revert(UserCodec.ATTRIBUTE);
  }

  /**
   * Puts the session when the put before has ended, so that each starts from what the other left in
   * Redis.
   */
  synchronized Future<Void> putInTurn(AccountWriter writer) {
    lastPut =
        lastPut.isComplete()
            ? writer.write(this)
            : StartedChanges.report(lastPut.transform(ended -> writer.write(this)));
    return lastPut;
  }

  @Override
  public int version() {
    return content.version();
  }

  SessionContent content() {
    return content;
  }

  SessionTimes times() {
    return content.times();
  }

  SessionAccount account() {
    return content.account();
  }

  private void refuseIfDestroyed() {
    if (ids.isDestroyed()) {
      throw new IllegalStateException(
          "The session is destroyed; SessionHandler.newSession(ctx) begins another one");
    }
  }
}
