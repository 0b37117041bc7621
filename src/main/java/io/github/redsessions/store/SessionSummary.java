package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.SessionInfo;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of a record, or of a session, what its user may be shown. */
final class SessionSummary {

  private static final Logger LOG = LoggerFactory.getLogger(SessionSummary.class);

  /** What is read of a record of any format: no attribute, and no hash of a secret. */
  static final List<String> FIELDS =
      List.of("u", "m", "p", "l", "f", "v", "c", "a", "i", "x", "t", "g", "k", "b", "y");

  private SessionSummary() {}

  /**
   * Reads the reply to a question for {@link #FIELDS}: empty if the user has no such session.
   *
   * @throws SessionFormatException if it is one of a format that this version doesn't know
   */
  static Optional<SessionInfo> read(String userRef, String handle, Response reply, long now) {
    StoredFields fields = StoredFields.of(FIELDS, reply);
    if (!RecordFormat.isOf(userRef, fields.text(RecordFormat.USER))) {
      return Optional.empty();
    }
    RecordFormat format = RecordFormat.of(fields);
    SessionRecord record;
    try {
      record = format.read(fields);
    } catch (SessionFormatException e) {
      LOG.debug("The record of {} can't be read", handle, e);
      return Optional.empty();
    }
    if (record.isExpiredAt(now)) {
      return Optional.empty();
    }
    return Optional.of(
        of(
            handle,
            record.created(),
            record.authenticated(),
            record.lastAccess(),
            Math.min(record.lastAccess() + record.idleTimeout(), record.deadline()),
            new SessionAccount(record.account()),
            now));
  }

  /** Tells of a session that a request has. */
  static SessionInfo of(RedisSession session, long now) {
    SessionTimes times = session.times();
    return of(
        session.handle(),
        times.created(),
        times.authenticated(),
        now,
        now + Math.max(0, times.ttl(now)),
        session.account(),
        now);
  }

  private static SessionInfo of(
      String handle,
      long created,
      long authenticated,
      long lastAccess,
      long end,
      SessionAccount account,
      long now) {
    return new SessionInfo(
        handle,
        Instant.ofEpochMilli(created),
        authenticated == SessionTimes.NEVER ? null : Instant.ofEpochMilli(authenticated),
        Instant.ofEpochMilli(lastAccess),
        Instant.ofEpochMilli(end),
        account.get(AccountField.ADDRESS),
        account.get(AccountField.AGENT),
        level(account, now));
  }

  /** The level of an elevation that has not lapsed. */
  static @Nullable String level(SessionAccount account, long now) {
    Long end = account.number(AccountField.LEVEL_END);
    return end != null && now < end ? account.get(AccountField.LEVEL) : null;
  }
}
