package io.github.redsessions.store;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.NearCacheConfig;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.RedisHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session store that keeps each session in one Redis hash.
 *
 * <p>Commands: {@link #get} sends HGETALL, and nothing for a value that isn't exactly an id of this
 * store, nor for a session that the near cache has; {@link #put} sends one EVALSHA (create.lua for
 * a new session, save2.lua or save.lua for a changed, rotated or long untouched one), and nothing
 * for an unchanged one; {@link #delete} sends one EVALSHA (destroy.lua); {@link #clear} and {@link
 * #size} SCAN the keys of the prefix.
 *
 * <p>Futures fail with {@code HttpException(503)} whose cause is a {@link
 * SessionUnavailableException} when Redis doesn't answer in time; see {@link #put} for the rest.
 * Safe for use from any thread; futures complete on the caller's context.
 */
public final class RedisSessionStore implements SessionStore {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSessionStore.class);

  private static final int PROBE_TTL_MS = 60_000;

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;
  private final SessionWriter writer;
  private final SessionScan scan;
  private final AccountWriter accounts;
  private final UserSessions users;
  private final SessionStates states;
  private final Quarantine quarantine;
  private final SessionFinder finder;
  private final @Nullable NearCache nearCache;

  /**
   * Creates a store that asks Redis each time.
   *
   * @param commands where the sessions are kept; closed by its creator
   * @param rules what all sessions have in common
   */
  public RedisSessionStore(RedisCommands commands, SessionRules rules) {
    this(commands, rules, null);
  }

  /**
   * Creates a store; applications get theirs from {@code RedisSessions}.
   *
   * @param commands where the sessions are kept; closed by its creator
   * @param rules what all sessions have in common
   * @param near whether and how sessions are kept in memory too
   * @param nanoTime measures for how long, as {@link System#nanoTime()} does
   */
  public RedisSessionStore(
      RedisCommands commands, SessionRules rules, NearCacheConfig near, LongSupplier nanoTime) {
    this(
        commands,
        rules,
        near.enabled()
            ? NearCache.start(commands, new SessionKeys(rules.config().prefix()), near, nanoTime)
            : null);
  }

  private RedisSessionStore(
      RedisCommands commands, SessionRules rules, @Nullable NearCache nearCache) {
    this.commands = commands;
    this.rules = rules;
    this.keys = new SessionKeys(rules.config().prefix());
    Pseudonyms pseudonyms = new Pseudonyms(rules.config().pseudonymKey());
    Revocations revocations = new Revocations(commands, rules, keys);
    UserIndex index = new UserIndex(commands, rules, keys);
    this.writer = new SessionWriter(commands, rules, keys, index);
    this.accounts = new AccountWriter(writer, rules, pseudonyms, revocations, index);
    this.users = new UserSessions(this, commands, rules, keys, pseudonyms, revocations, index);
    this.scan = new SessionScan(commands, keys);
    this.states = new SessionStates(commands, rules, keys, writer, accounts);
    this.quarantine = new Quarantine(commands, rules, keys);
    this.nearCache = nearCache;
    this.finder = new SessionFinder(commands, rules, keys, accounts, quarantine, nearCache);
  }

  /**
   * Refuses: the stock way to create a store swallows configuration errors and falls back to local
   * sessions.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public SessionStore init(Vertx vertx, JsonObject options) {
    throw new UnsupportedOperationException(
        "Use RedisSessions.open(vertx, config).map(RedisSessions::store)");
  }

  /** {@inheritDoc} 0: Redis is asked once, since what one server of the fleet stored, all see. */
  @Override
  public long retryTimeout() {
    return 0;
  }

  @Override
  public Session createSession(long timeout) {
    return createSession(timeout, DEFAULT_SESSIONID_LENGTH);
  }

  /**
   * {@inheritDoc} Sends nothing.
   *
   * @param timeout the idle timeout in ms; the stock handler's default stands for {@code
   *     session.idleTimeoutMs}. With a timeout that isn't positive the session is never stored.
   * @param length the id is longer than this many characters, and never shorter than 65
   * @throws IllegalArgumentException if no cookie could carry such an id
   */
  @Override
  public Session createSession(long timeout, int length) {
    long idle =
        timeout == SessionHandler.DEFAULT_SESSION_TIMEOUT
            ? rules.config().idleTimeout().toMillis()
            : timeout;
    return new RedisSession(
        SessionToken.generate(rules.random(), length),
        SessionTimes.ofNew(rules.clock().millis(), idle, rules.config()),
        rules);
  }

  /**
   * {@inheritDoc} One HGETALL, or nothing if the value isn't an id of this store with a good
   * signature. With {@code nearCache.enabled} nothing either if the session is in memory, which
   * another server may have changed or ended at most {@code nearCache.maxStalenessMs} ago.
   *
   * <p>The stock handler asks for a missing session twice, the second time from within the first
   * answer. That second question is answered from memory.
   *
   * @return the session, or null if there is none: it never existed, is destroyed or expired, or
   *     the id was rotated away. Of a destroyed or expired session nothing is left in Redis, so
   *     that its id can't be told from one that never was. Null too if the record can't be read: it
   *     is kept then for {@code session.quarantineMs}, with one EVALSHA the first time. Row D8
   */
  @Override
  public Future<@Nullable Session> get(String cookieValue) {
    return find(cookieValue).map(SessionLookup::session);
  }

  /**
   * Does what {@link #get} does, and tells more of an id that names no session.
   *
   * @param cookieValue what the client sent
   * @return what came of it
   */
  public Future<SessionLookup> find(String cookieValue) {
    return finder.find(cookieValue, false);
  }

  /**
   * Does what {@link #find(String)} does, and prolongs the session before it is handed out: one
   * more EVALSHA, when the last access was written {@code session.touchIntervalMs} ago or longer. A
   * session that has ended or got another id since it was read is {@link
   * SessionLookup.Outcome#LATE}; one that can't be prolonged is handed out as it is.
   *
   * @param cookieValue what the client sent
   * @return what came of it
   */
  public Future<SessionLookup> findProlonged(String cookieValue) {
    return finder.find(cookieValue, true);
  }

  /**
   * All sessions of a user, and of everyone.
   *
   * @return always the same
   */
  public UserSessions users() {
    return users;
  }

  /**
   * {@inheritDoc} One EVALSHA, or nothing if nothing changed and the last access was written less
   * than {@code session.touchIntervalMs} ago.
   *
   * @return fails with {@link SessionGoneException} if the session was destroyed, rotated or
   *     expired since it was loaded; with {@link SessionConflictException} under {@code strict} if
   *     it was saved since it was loaded; with {@code SessionTooLargeException} if it is larger
   *     than {@code session.maxBytes}; with {@link IllegalArgumentException} if an attribute can't
   *     be stored or the session is one of another store. Nothing is written then.
   */
  @Override
  public Future<Void> put(Session session) {
    if (!(session instanceof RedisSession own)) {
      return StartedChanges.report(
          Future.failedFuture(
              new IllegalArgumentException("Only sessions that this store created can be put")));
    }
    if (own.isDestroyed()) {
      return delete(own.id());
    }
    Future<Void> written = own.putInTurn(accounts);
    return written.succeeded() ? written : written.recover(RedisSessionStore::unavailable);
  }

  /**
   * {@inheritDoc} One EVALSHA. Succeeds when there is no such session.
   *
   * @param id {@code Session.id()} or {@code Session.value()}; null and anything else does nothing
   */
  @Override
  public Future<Void> delete(@Nullable String id) {
    SessionToken token = id == null ? null : SessionToken.parse(id);
    if (token == null && id != null) {
      token = finder.tokenOf(id);
    }
    return token == null
        ? Future.succeededFuture()
        : writer.destroy(token).recover(RedisSessionStore::unavailable);
  }

  /**
   * Finds out which primaries take writes: one EVALSHA to each, of a key that lives for a minute.
   *
   * @return what came of it; never fails
   */
  public Future<RedisHealth> health() {
    return commands.health(SessionScripts.READY, keys::probe, List.of(PROBE_TTL_MS));
  }

  /** What is kept in memory, null if nothing is. */
  @Nullable NearCache nearCache() {
    return nearCache;
  }

  /**
   * Gives the way to look at a session that is not asked for with its id.
   *
   * @return always the same
   */
  public SessionStates states() {
    return states;
  }

  /**
   * Waits until the replicas know too that there is no such session, where {@code redis.durability}
   * asks for it: a logout that failed for want of replicas finds nothing left to destroy when it is
   * asked for again. One EVALSHA and one WAIT, or nothing.
   *
   * @param cookieValue what the client sent, null for nothing
   * @return fails with {@code SessionNotReplicatedException} if they still don't
   */
  public Future<Void> confirmDestroyed(@Nullable String cookieValue) {
    SessionToken token = cookieValue == null ? null : finder.tokenOf(cookieValue);
    return token == null || !commands.isDurable(Importance.PRIVILEGE)
        ? Future.succeededFuture()
        : writer.destroy(token).recover(RedisSessionStore::unavailable);
  }

  /**
   * {@inheritDoc} SCAN and DEL, of this prefix only, on every primary. A session that is created
   * meanwhile may survive, and so may one whose slot moves to another primary of a cluster. Fails,
   * half done, while a primary can't be reached.
   */
  @Override
  public Future<Void> clear() {
    return scan.forEach("clear()", commands::del)
        .recover(RedisSessionStore::unavailable)
        .mapEmpty();
  }

  /**
   * {@inheritDoc} SCAN, of this prefix only, on every primary. Exact while no session comes or goes
   * and, in a cluster, no slot moves from one primary to another: then a session may be counted
   * twice or not at all. Fails while a primary can't be reached.
   */
  @Override
  public Future<Integer> size() {
    return scan.forEach("size()", key -> Future.succeededFuture())
        .recover(RedisSessionStore::unavailable);
  }

  /**
   * {@inheritDoc} Does nothing: the connections belong to {@code RedisSessions}, and its {@code
   * close()} ends them.
   */
  @Override
  public void close() {
    LOG.debug("RedisSessions.close() closes the connections of the store");
  }

  /**
   * Tells of every record that was found to be unreadable, once for as long as it is kept for that.
   *
   * @param listener is called on the context of the request, and must not throw; replaces another
   */
  public void onUnreadable(Consumer<UnreadableRecord> listener) {
    quarantine.onFirst(listener);
  }

  /**
   * Tells which session a key in Redis belongs to. Sends nothing.
   *
   * @param key the key
   * @return the handle, or null if it isn't the record of a session
   */
  public @Nullable String handleOf(String key) {
    return keys.handleOf(key);
  }

  static <T> Future<T> unavailable(Throwable e) {
    return Future.failedFuture(unavailableOr(e));
  }

  static Throwable unavailableOr(Throwable e) {
    return e instanceof SessionUnavailableException ? new HttpException(503, e) : e;
  }
}
