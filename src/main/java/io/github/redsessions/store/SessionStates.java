package io.github.redsessions.store;

import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.store.SessionState.Owner;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * Looks at sessions by their handle, for what stays open longer than a request and has proven the
 * secret when it began. Safe for use from any thread; futures complete on the caller's context.
 */
public final class SessionStates {

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;
  private final SessionWriter writer;
  private final AccountWriter accounts;

  SessionStates(
      RedisCommands commands,
      SessionRules rules,
      SessionKeys keys,
      SessionWriter writer,
      AccountWriter accounts) {
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
    this.writer = writer;
    this.accounts = accounts;
  }

  /**
   * Tells what the session itself knows. Sends nothing.
   *
   * @param session of a request
   * @return null if it was never stored, or is destroyed
   */
  public @Nullable SessionState of(RedisSession session) {
    SessionToken stored = session.ids().stored();
    return stored == null || session.isDestroyed()
        ? null
        : new SessionState(
            session.handle(),
            new Owner(session.account().get(AccountField.USER), session.user().storedText()),
            stored.secretHash(),
            session.times().copy(),
            session.content().format());
  }

  /**
   * Looks again. One HGETALL, and two HMGETs if no request has compared the session with the
   * revocations for {@code session.touchIntervalMs}.
   *
   * @param handle of the session
   * @return null if the session is over; fails with {@code SessionUnavailableException} if Redis
   *     can't tell, and with {@code SessionFormatException} if what it holds can't be read
   */
  public Future<@Nullable SessionState> look(String handle) {
    return commands
        .hgetall(keys.record(handle), (fields, newest) -> read(fields))
        .compose(
            record ->
                record == null
                    ? Future.succeededFuture()
                    : accounts
                        .isRevoked(record)
                        .map(revoked -> revoked ? null : stateOf(handle, record)));
  }

  private @Nullable SessionRecord read(Response fields) {
    if (fields.size() == 0) {
      return null;
    }
    SessionRecord record = SessionRecord.parse(fields);
    return record.isExpiredAt(rules.clock().millis()) ? null : record;
  }

  private SessionState stateOf(String handle, SessionRecord record) {
    return new SessionState(
        handle,
        new Owner(
            new SessionAccount(record.account()).get(AccountField.USER),
            record.attributes().get(UserCodec.ATTRIBUTE)),
        record.secretHash(),
        SessionTimes.of(record, rules.config()),
        record.format());
  }

  /**
   * Tells whether the session is over by the deadlines that were known at the last look. Sends
   * nothing.
   *
   * @param state the last that was seen
   * @return true if nothing but a request since then can have kept it alive
   */
  public boolean isOver(SessionState state) {
    return state.times().isOverAt(rules.clock().millis());
  }

  /**
   * Extends the life of the session, as a request does. One EVALSHA, or nothing if the last access
   * was written less than {@code session.touchIntervalMs} ago.
   *
   * @param state the last that was seen
   * @return fails with {@code SessionGoneException} if the session is over, or has another id since
   *     the last look, and with {@code SessionUnavailableException} if Redis can't be used
   */
  public Future<Void> extend(SessionState state) {
    long now = rules.clock().millis();
    return state.times().isOverAt(now) || !state.times().isTouchDue(now)
        ? Future.succeededFuture()
        : writer.touch(state, now);
  }
}
