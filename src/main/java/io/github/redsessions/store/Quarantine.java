package io.github.redsessions.store;

import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records that can't be read for {@code session.quarantineMs}, so that somebody can look at
 * them or bring a key back. The first who finds that a record can't be read marks it, sets its time
 * to live and tells; whoever can read it again takes the mark away with the next write. Row D8.
 * Safe for use by many threads.
 */
final class Quarantine {

  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;
  private final WriteIds ids;
  private volatile Consumer<UnreadableRecord> listener = record -> {};

  Quarantine(RedisCommands commands, SessionRules rules, SessionKeys keys) {
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
    this.ids = new WriteIds(rules.random());
  }

  /** Tells somebody of each record that is put into quarantine. */
  void onFirst(Consumer<UnreadableRecord> newListener) {
    listener = newListener;
  }

  /** Finds the mark in the reply of HGETALL of a record that need not have anything else. */
  static @Nullable String mark(Response fields) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i).toString().equals(AccountField.QUARANTINED.letter())) {
        return fields.get(i + 1).toString();
      }
    }
    return null;
  }

  /** Tells whether a mark is of a quarantine that lasts, so that there is nothing to do. */
  boolean lasts(@Nullable String mark) {
    if (mark == null) {
      return false;
    }
    try {
      long began = Long.parseLong(mark.substring(0, Math.max(0, mark.indexOf(':'))));
      return rules.clock().millis() - began < rules.config().quarantine().toMillis();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Puts a record into quarantine, unless it is there. One EVALSHA. Never fails. */
  Future<Void> begin(String handle, Unreadable reason) {
    long now = rules.clock().millis();
    List<Object> args =
        List.of(now, rules.config().quarantine().toMillis(), now + ":" + ids.next());
    return commands
        .run(SessionScripts.QUARANTINE, keys.record(handle), args, Importance.DATA)
        .onSuccess(
            reply -> {
              if (reply.toInteger() == 1) {
                listener.accept(new UnreadableRecord(handle, reason));
              }
            })
        .recover(
            e -> {
              // The next request tries again.
              LOG.debug("A record that can't be read could not be put into quarantine", e);
              return Future.succeededFuture();
            })
        .mapEmpty();
  }
}
