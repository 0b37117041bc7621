package io.github.redsessions.store;

import io.github.redsessions.SessionInfo;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of a record, or of a session, what its user may be shown. */
final class SessionSummary {

  /** What is read of a record: no attribute, and no hash of a secret. */
  static final List<String> FIELDS =
      List.of(
          SessionAccount.USER,
          SessionRecord.CREATED,
          SessionRecord.LAST_ACCESS,
          SessionRecord.IDLE_TIMEOUT,
          SessionRecord.DEADLINE,
          SessionRecord.AUTHENTICATED,
          SessionAccount.ADDRESS,
          SessionAccount.AGENT,
          SessionAccount.LEVEL,
          SessionAccount.LEVEL_END);

  private SessionSummary() {}

  /** Reads the reply to a question for {@link #FIELDS}: empty if the user has no such session. */
  static Optional<SessionInfo> read(String userRef, String handle, Response reply, long now) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < FIELDS.size(); i++) {
      Response value = reply.get(i);
      if (value != null) {
        fields.put(FIELDS.get(i), value.toString());
      }
    }
    if (!userRef.equals(fields.get(SessionAccount.USER))) {
      return Optional.empty();
    }
    SessionAccount account = new SessionAccount(fields);
    Long created = account.number(SessionRecord.CREATED);
    Long lastAccess = account.number(SessionRecord.LAST_ACCESS);
    Long idle = account.number(SessionRecord.IDLE_TIMEOUT);
    Long deadline = account.number(SessionRecord.DEADLINE);
    Long authenticated = account.number(SessionRecord.AUTHENTICATED);
    if (created == null || lastAccess == null || idle == null || deadline == null) {
      return Optional.empty();
    }
    long end = Math.min(lastAccess + idle, deadline);
    if (end <= now) {
      return Optional.empty();
    }
    return Optional.of(
        of(
            handle,
            created,
            authenticated == null ? SessionTimes.NEVER : authenticated,
            lastAccess,
            end,
            account,
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
        account.get(SessionAccount.ADDRESS),
        account.get(SessionAccount.AGENT),
        level(account, now));
  }

  /** The level of an elevation that has not lapsed. */
  static @Nullable String level(SessionAccount account, long now) {
    Long end = account.number(SessionAccount.LEVEL_END);
    return end != null && now < end ? account.get(SessionAccount.LEVEL) : null;
  }
}
