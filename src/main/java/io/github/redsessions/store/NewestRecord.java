package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.redis.RedisCommands;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * Tells a session that is being put what others have written of it. Only a put that writes all of
 * the record needs this: a rotation that encrypts it anew, which would undo what it doesn't know.
 */
final class NewestRecord {

  private final RedisCommands commands;
  private final SessionKeys keys;

  NewestRecord(RedisCommands commands, SessionKeys keys) {
    this.commands = commands;
    this.keys = keys;
  }

  /**
   * Reads the record again and gives the session what is new in it. One HGETALL.
   *
   * @param before the id under which Redis held the session
   * @return fails with {@code SessionGoneException} if it doesn't any more
   */
  Future<Void> catchUp(SessionContent session, SessionToken before) {
    return commands
        .hgetall(keys.record(before.handle()), (fields, newest) -> record(fields, before))
        .compose(record -> tell(session, record, before));
  }

  private static Future<Void> tell(
      SessionContent session, @Nullable SessionRecord record, SessionToken before) {
    if (record == null) {
      return Future.failedFuture(SessionWriter.gone());
    }
    try {
      session.rebase(record, before);
      return Future.succeededFuture();
    } catch (UnreadableException e) {
      return Future.failedFuture(new SessionFormatException(String.valueOf(e.getMessage())));
    }
  }

  private static @Nullable SessionRecord record(Response fields, SessionToken before) {
    if (fields.size() == 0) {
      return null;
    }
    SessionRecord record = SessionRecord.parse(fields);
    return before.hasHash(record.secretHash()) ? record : null;
  }
}
