package io.github.redsessions.store;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.config.SessionConfig.Concurrency;
import io.github.redsessions.redis.RedisCommands;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Turns a put into the one script that stores it, and the script's reply into an outcome. */
final class SessionWriter {

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;
  private final WriteIds writeIds;

  SessionWriter(RedisCommands commands, SessionRules rules, SessionKeys keys) {
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
    this.writeIds = new WriteIds(rules.random());
  }

  Future<Void> write(RedisSession session) {
    SessionChanges changes;
    try {
      changes = session.changes();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    long now = rules.clock().millis();
    SessionToken before = session.storedToken();
    long ttl = session.times().ttl(now);
    if (before == null) {
      // With no time to live there is nothing to store, and above all no key without an end.
      return ttl <= 0 ? Future.succeededFuture() : create(session, changes, now, ttl);
    } else if (ttl <= 0) {
      return destroy(before).compose(v -> Future.failedFuture(gone()));
    }
    boolean changed =
        !changes.isEmpty() || session.times().isRenewed() || !before.equals(session.token());
    return changed || session.times().isTouchDue(now)
        ? save(session, changes, before, changed, now, ttl)
        : Future.succeededFuture();
  }

  Future<Void> destroy(SessionToken token) {
    return commands
        .run(SessionScripts.DESTROY, keys.record(token.handle()), List.of(token.secretHash()))
        .mapEmpty();
  }

  private Future<Void> create(RedisSession session, SessionChanges changes, long now, long ttl) {
    SessionToken sent = session.token();
    List<Object> args = new ArrayList<>();
    args.addAll(List.of(ttl, sent.secretHash()));
    args.addAll(List.of(SessionRecord.FORMAT_VERSION, SessionRecord.FORMAT));
    args.addAll(List.of(SessionRecord.VERSION, 1));
    args.addAll(List.of(SessionRecord.WRITES, writeIds.next()));
    args.addAll(List.of(SessionRecord.CREATED, session.times().created()));
    args.addAll(List.of(SessionRecord.LAST_ACCESS, now));
    args.addAll(List.of(SessionRecord.IDLE_TIMEOUT, session.times().idleTimeout()));
    args.addAll(List.of(SessionRecord.DEADLINE, session.times().deadline()));
    if (session.times().isRenewed()) {
      args.addAll(List.of(SessionRecord.AUTHENTICATED, session.times().authenticated()));
    }
    addSets(args, changes);
    return commands
        .run(SessionScripts.CREATE, keys.record(sent.handle()), args)
        .compose(reply -> outcome(session, changes, sent, reply.toInteger(), now));
  }

  private Future<Void> save(
      RedisSession session,
      SessionChanges changes,
      SessionToken before,
      boolean changed,
      long now,
      long ttl) {
    SessionToken sent = session.token();
    List<Object> args = new ArrayList<>();
    args.add(ttl);
    args.add(before.secretHash());
    // A touch carries no write id, since doing it twice is the same as once.
    args.add(changed ? writeIds.next() : "");
    args.add(now);
    args.add(changed ? expectedVersion(session) : "");
    args.add(sent.equals(before) ? "" : sent.secretHash());
    args.add(changes.removes().size());
    changes.removes().forEach(name -> args.add(SessionRecord.attributeField(name)));
    if (session.times().isRenewed()) {
      args.addAll(List.of(SessionRecord.DEADLINE, session.times().deadline()));
      args.addAll(List.of(SessionRecord.AUTHENTICATED, session.times().authenticated()));
    }
    addSets(args, changes);
    return commands
        .run(SessionScripts.SAVE, keys.record(sent.handle()), args)
        .compose(reply -> outcome(session, changes, sent, reply.toInteger(), now));
  }

  private String expectedVersion(RedisSession session) {
    return rules.config().concurrency() == Concurrency.STRICT
        ? Integer.toString(session.version())
        : "";
  }

  private static void addSets(List<Object> args, SessionChanges changes) {
    changes
        .sets()
        .forEach(
            (name, text) -> {
              args.add(SessionRecord.attributeField(name));
              args.add(text);
            });
  }

  private static Future<Void> outcome(
      RedisSession session, SessionChanges changes, SessionToken sent, int reply, long now) {
    return switch (reply) {
      case SessionScripts.GONE -> Future.failedFuture(gone());
      case SessionScripts.CONFLICT ->
          Future.failedFuture(
              new SessionConflictException("The session was saved by another request meanwhile"));
      case SessionScripts.TAKEN ->
          Future.failedFuture(
              new SessionConflictException("The handle belongs to another session"));
      default -> {
        session.saved(changes, sent, reply, now);
        yield Future.succeededFuture();
      }
    };
  }

  private static SessionGoneException gone() {
    return new SessionGoneException(
        "The session was destroyed, has expired or has another id since it was loaded");
  }
}
