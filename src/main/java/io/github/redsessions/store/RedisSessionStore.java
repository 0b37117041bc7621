package io.github.redsessions.store;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.RedisCommands.Importance;
import io.github.redsessions.store.SessionLookup.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session store that keeps each session in one Redis hash.
 *
 * <p>Commands: {@link #get} sends HGETALL, and nothing for a value that isn't exactly an id of this
 * store; {@link #put} sends one EVALSHA (create.lua for a new session, save2.lua or save.lua for a
 * changed, rotated or long untouched one), and nothing for an unchanged one; {@link #delete} sends
 * one EVALSHA (destroy.lua); {@link #clear} and {@link #size} SCAN the keys of the prefix.
 *
 * <p>Futures fail with {@code HttpException(503)} whose cause is a {@link
 * SessionUnavailableException} when Redis doesn't answer in time; see {@link #put} for the rest.
 * Safe for use from any thread; futures complete on the caller's context.
 */
public final class RedisSessionStore implements SessionStore {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSessionStore.class);

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;
  private final SessionWriter writer;
  private final SessionScan scan;
  private final AccountWriter accounts;
  private final UserSessions users;
  private final SessionStates states;

  /** The value whose absence is being reported on this thread, see {@link #get}. */
  private final ThreadLocal<@Nullable String> reportedMissing = new ThreadLocal<>();

  /**
   * Creates a store; applications get theirs from {@code RedisSessions}.
   *
   * @param commands where the sessions are kept; closed by its creator
   * @param rules what all sessions have in common
   */
  public RedisSessionStore(RedisCommands commands, SessionRules rules) {
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
   * signature.
   *
   * <p>The stock handler asks for a missing session twice, the second time from within the first
   * answer. That second question is answered from memory.
   *
   * @return the session, or null if there is none: it never existed, is destroyed or expired, or
   *     the id was rotated away. Of a destroyed or expired session nothing is left in Redis, so
   *     that its id can't be told from one that never was
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
    return find(cookieValue, false);
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
    return find(cookieValue, true);
  }

  private Future<SessionLookup> find(String cookieValue, boolean prolong) {
    SessionToken token = tokenOf(cookieValue);
    if (token == null || cookieValue.equals(reportedMissing.get())) {
      return Future.succeededFuture(SessionLookup.NOTHING);
    }
    Future<@Nullable SessionLookup> read =
        read(token)
            .compose(lookup -> checked(token, lookup, true))
            .recover(RedisSessionStore::unavailable);
    Promise<SessionLookup> promise = Promise.promise();
    (prolong ? read.compose(this::prolonged) : read)
        .onComplete(
            (lookup, e) -> {
              if (e != null) {
                promise.fail(e);
              } else if (lookup != null && lookup.session() != null) {
                promise.complete(lookup);
              } else {
                reportedMissing.set(cookieValue);
                try {
                  promise.complete(lookup == null ? SessionLookup.UNKNOWN : lookup);
                } finally {
                  reportedMissing.remove();
                }
              }
            });
    return promise.future();
  }

  private Future<@Nullable SessionLookup> read(SessionToken token) {
    return commands.hgetall(
        keys.record(token.handle()), (fields, newest) -> load(token, fields, newest));
  }

  /** A session that was revoked is none, although its record was still there. */
  private Future<@Nullable SessionLookup> checked(
      SessionToken token, @Nullable SessionLookup lookup, boolean mayReadAgain) {
    RedisSession session = lookup == null ? null : lookup.session();
    if (session == null) {
      return Future.succeededFuture(lookup);
    }
    return accounts
        .check(session)
        .compose(
            check ->
                check == AccountWriter.Check.CHANGED && mayReadAgain
                    ? read(token).compose(again -> checked(token, again, false))
                    : Future.succeededFuture(check == AccountWriter.Check.GOOD ? lookup : null));
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
    return own.isDestroyed()
        ? delete(own.id())
        : own.inTurn(() -> accounts.write(own)).recover(RedisSessionStore::unavailable);
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
      token = tokenOf(id);
    }
    return token == null
        ? Future.succeededFuture()
        : writer.destroy(token).recover(RedisSessionStore::unavailable);
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
    SessionToken token = cookieValue == null ? null : tokenOf(cookieValue);
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
    return scan.forEach(commands::del).recover(RedisSessionStore::unavailable).mapEmpty();
  }

  /**
   * {@inheritDoc} SCAN, of this prefix only, on every primary. Exact while no session comes or goes
   * and, in a cluster, no slot moves from one primary to another: then a session may be counted
   * twice or not at all. Fails while a primary can't be reached.
   */
  @Override
  public Future<Integer> size() {
    return scan.forEach(key -> Future.succeededFuture()).recover(RedisSessionStore::unavailable);
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
   * Tells which session a key in Redis belongs to. Sends nothing.
   *
   * @param key the key
   * @return the handle, or null if it isn't the record of a session
   */
  public @Nullable String handleOf(String key) {
    return keys.handleOf(key);
  }

  private @Nullable SessionToken tokenOf(String cookieValue) {
    if (cookieValue.length() > SessionToken.MAX_LENGTH + KeyRing.MAX_SUFFIX) {
      return null;
    }
    String text = rules.keyRing().verify(cookieValue);
    return text == null ? null : SessionToken.parse(text);
  }

  private Future<@Nullable SessionLookup> prolonged(@Nullable SessionLookup found) {
    RedisSession session = found == null ? null : found.session();
    if (session == null) {
      return Future.succeededFuture(found);
    }
    return put(session)
        .transform(
            (v, e) -> {
              if (e instanceof SessionGoneException) {
                return Future.succeededFuture(SessionLookup.past(Outcome.LATE, session.handle()));
              } else if (e != null) {
                LOG.debug("A session could not be prolonged while it was read", e);
              }
              return Future.succeededFuture(found);
            });
  }

  private @Nullable SessionLookup load(SessionToken token, Response fields, boolean newest) {
    if (fields.size() == 0) {
      return null;
    }
    SessionRecord record = SessionRecord.parse(fields);
    if (!token.hasHash(record.secretHash())) {
      if (!newest) {
        LOG.trace("A replica has another secret for {}", token);
      } else if (token.hasHash(record.retiredHash())) {
        LOG.info("A retired id of {} was used", token);
        boolean late = record.isWithin(rules.config().rotationGrace(), rules.clock().millis());
        return SessionLookup.past(late ? Outcome.LATE : Outcome.RETIRED, token.handle());
      } else {
        LOG.debug("An id of {} with a wrong secret was used", token);
      }
      return null;
    }
    // The key is left to its TTL: if this process's clock is wrong, the session is not over.
    if (record.isExpiredAt(rules.clock().millis())) {
      // A replica may not have heard of the last access.
      return newest ? SessionLookup.past(Outcome.EXPIRED, token.handle()) : null;
    }
    RedisSession session = new RedisSession(token, record, rules);
    // The stock handler never answers when this one is of another class, so it is read now.
    Object holder = session.get(UserCodec.ATTRIBUTE);
    if (holder != null && !UserCodec.isHolder(holder)) {
      throw UserCodec.notAHolder();
    }
    return SessionLookup.found(session);
  }

  static <T> Future<T> unavailable(Throwable e) {
    return Future.failedFuture(
        e instanceof SessionUnavailableException ? new HttpException(503, e) : e);
  }
}
