package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.store.SessionLookup.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the session that a client's id names: in memory or in Redis, under the right secret, before
 * its deadlines, readable and not revoked. Safe for use from any thread.
 */
final class SessionFinder {

  private static final Logger LOG = LoggerFactory.getLogger(SessionFinder.class);

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;
  private final AccountWriter accounts;
  private final Quarantine quarantine;

  /** Told the handle of a session that was handed out and has an attribute that can't be read. */
  private final Consumer<String> unreadable;

  private final @Nullable NearCache nearCache;

  /**
   * The value whose absence is being reported on this thread, see {@link RedisSessionStore#get}.
   */
  private final ThreadLocal<@Nullable String> reportedMissing = new ThreadLocal<>();

  SessionFinder(
      RedisCommands commands,
      SessionRules rules,
      SessionKeys keys,
      AccountWriter accounts,
      Quarantine quarantine,
      @Nullable NearCache nearCache) {
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
    this.accounts = accounts;
    this.quarantine = quarantine;
    this.unreadable = handle -> quarantine.begin(handle, Unreadable.ATTRIBUTE);
    this.nearCache = nearCache;
  }

  /**
   * Looks for the session that a cookie's value names.
   *
   * @param prolong whether its last access is written first, when that is due
   */
  Future<SessionLookup> find(String cookieValue, boolean prolong) {
    SessionToken token = tokenOf(cookieValue);
    if (token == null) {
      commands.meters().count(Count.LOAD_FORGED);
    }
    if (token == null || cookieValue.equals(reportedMissing.get())) {
      return Future.succeededFuture(SessionLookup.NOTHING);
    }
    RedisSession near = near(token);
    if (near != null && !prolong && !accounts.isCheckDue(near)) {
      return Future.succeededFuture(told(SessionLookup.found(near)));
    }
    Future<@Nullable SessionLookup> read =
        near == null ? read(token) : Future.succeededFuture(SessionLookup.found(near));
    Promise<SessionLookup> promise = Promise.promise();
    read.onComplete(
        (lookup, e) -> {
          RedisSession session = lookup == null ? null : lookup.session();
          if (session != null && !prolong && !accounts.isCheckDue(session)) {
            // What nearly every request is, without another future.
            promise.complete(told(lookup));
          } else {
            read.compose(same -> settled(token, same, prolong))
                .onComplete((settled, failure) -> report(cookieValue, settled, failure, promise));
          }
        });
    return promise.future();
  }

  private void report(
      String cookieValue,
      @Nullable SessionLookup lookup,
      @Nullable Throwable e,
      Promise<SessionLookup> promise) {
    if (e != null) {
      commands.meters().count(Count.LOAD_FAILED);
      promise.fail(RedisSessionStore.unavailableOr(e));
    } else if (lookup != null && lookup.session() != null) {
      promise.complete(told(lookup));
    } else {
      reportedMissing.set(cookieValue);
      try {
        promise.complete(told(lookup == null ? SessionLookup.UNKNOWN : lookup));
      } finally {
        reportedMissing.remove();
      }
    }
  }

  /** Tells the meters what came of it. */
  private SessionLookup told(SessionLookup lookup) {
    SessionMeters meters = commands.meters();
    meters.count(lookup.outcome().count());
    RedisSession session = lookup.session();
    if (session != null && meters.isOn()) {
      meters.active(session.handle(), session.account().storedUser());
    }
    return lookup;
  }

  /** Does what is left to do before a session is handed out, which mostly is nothing. */
  private Future<@Nullable SessionLookup> settled(
      SessionToken token, @Nullable SessionLookup lookup, boolean prolong) {
    RedisSession session = lookup == null ? null : lookup.session();
    Future<@Nullable SessionLookup> settled =
        session != null && !accounts.isCheckDue(session)
            ? Future.succeededFuture(lookup)
            : kept(lookup).compose(kept -> checked(token, kept, true));
    return prolong ? settled.compose(this::prolonged) : settled;
  }

  private Future<@Nullable SessionLookup> read(SessionToken token) {
    NearCache cache = nearCache;
    String key = keys.record(token.handle());
    return cache == null
        ? commands.hgetall(key, (fields, newest) -> load(token, fields, newest, record -> {}))
        : commands.hgetallTracked(
            key,
            (fields, freshness) ->
                load(token, fields, true, record -> cache.keep(token.handle(), record, freshness)));
  }

  /** The session as this process has it, null if Redis has to be asked. */
  private @Nullable RedisSession near(SessionToken token) {
    NearCache cache = nearCache;
    if (cache == null) {
      return null;
    }
    SessionRecord record = cache.find(token, rules.clock().millis());
    commands.meters().count(record == null ? Count.NEAR_CACHE_MISS : Count.NEAR_CACHE_HIT);
    try {
      return record == null ? null : opened(token, record);
    } catch (UnreadableException e) {
      // It could be read when it was kept, and Redis may have a newer one.
      LOG.debug("A record that was kept can't be read any more: {}", e.getMessage());
      return null;
    }
  }

  /** A record that can't be read is put into quarantine, the first time that it is found. */
  private Future<@Nullable SessionLookup> kept(@Nullable SessionLookup lookup) {
    return lookup == null || lookup.unreadable() == null || lookup.handle() == null
        ? Future.succeededFuture(lookup)
        : quarantine.begin(lookup.handle(), lookup.unreadable()).map(lookup);
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
                    ? read(token).compose(this::kept).compose(again -> checked(token, again, false))
                    : Future.succeededFuture(check == AccountWriter.Check.GOOD ? lookup : null));
  }

  /** Reads what a client sent; null unless it is exactly an id of ours with a good signature. */
  @Nullable SessionToken tokenOf(String cookieValue) {
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
    return session
        .putInTurn(accounts)
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

  /** Makes a session of a record, which is kept if there is one. */
  private @Nullable SessionLookup load(
      SessionToken token, Response fields, boolean newest, Consumer<SessionRecord> keep) {
    if (fields.size() == 0) {
      return null;
    }
    try {
      SessionRecord record = SessionRecord.parse(fields);
      SessionLookup lookup = loaded(token, record, newest);
      if (lookup != null && lookup.session() != null) {
        keep.accept(record);
      }
      return lookup;
    } catch (SessionFormatException e) {
      return unreadable(token, fields, newest, Unreadable.FORMAT, e);
    } catch (UnreadableException e) {
      return unreadable(token, fields, newest, e.reason(), e);
    }
  }

  /** What a replica says of it doesn't count. */
  private @Nullable SessionLookup unreadable(
      SessionToken token, Response fields, boolean newest, Unreadable reason, Exception e) {
    if (!newest) {
      return null;
    }
    if (quarantine.lasts(Quarantine.mark(fields))) {
      return SessionLookup.unreadable(token.handle(), null);
    }
    LOG.warn("The record of {} can't be read: {}", token, e.getMessage());
    return SessionLookup.unreadable(token.handle(), reason);
  }

  private @Nullable SessionLookup loaded(SessionToken token, SessionRecord record, boolean newest) {
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
    return SessionLookup.found(opened(token, record));
  }

  /**
   * Makes a session of a record.
   *
   * @throws UnreadableException if it can't be read
   */
  private RedisSession opened(SessionToken token, SessionRecord record) {
    RedisSession session = new RedisSession(token, record, rules, unreadable);
    boolean marked = session.account().get(AccountField.QUARANTINED) != null;
    try {
      session.check(marked);
    } catch (SessionFormatException e) {
      throw new UnreadableException(Unreadable.ATTRIBUTE, String.valueOf(e.getMessage()));
    }
    if (marked) {
      session.account().note(AccountField.QUARANTINED, null);
    }
    return session;
  }
}
