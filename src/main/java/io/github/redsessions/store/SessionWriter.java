package io.github.redsessions.store;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.config.SessionConfig.Concurrency;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a put into the one script that stores it, and the script's reply into an outcome. */
final class SessionWriter {

  private static final Logger LOG = LoggerFactory.getLogger(SessionWriter.class);

  /** How often a save is tried on what others have written, before it is a conflict. */
  private static final int CATCH_UPS = 5;

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;
  private final WriteIds writeIds;
  private final UserIndex index;
  private final NewestRecord newest;

  SessionWriter(RedisCommands commands, SessionRules rules, SessionKeys keys, UserIndex index) {
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
    this.index = index;
    this.newest = new NewestRecord(commands, keys);
    this.writeIds = new WriteIds(rules.random());
  }

  Future<Void> write(SessionContent session) {
    SessionChanges changes;
    try {
      changes = session.changes();
    } catch (RuntimeException e) {
      return StartedChanges.report(Future.failedFuture(e));
    }
    long now = rules.clock().millis();
    SessionToken before = session.ids().stored();
    long ttl = session.times().ttl(now);
    if (before == null) {
      // With no time to live there is nothing to store, and above all no key without an end.
      return ttl <= 0
          ? Future.succeededFuture()
          : StartedChanges.report(create(session, changes, now, ttl));
    }
    boolean changed =
        !changes.isEmpty()
            || session.times().isRenewed()
            || session.account().isChanged()
            || session.ids().isRotating();
    if (!changed && session.isSuperseded()) {
      return Future.succeededFuture();
    }
    boolean touchDue = session.times().isTouchDue(now) || !session.account().changes().isEmpty();
    if (ttl > 0 && !changed && !touchDue) {
      return Future.succeededFuture();
    }
    Future<Void> write =
        ttl > 0
            ? save(session, changes, before, changed, now, ttl, CATCH_UPS)
            : destroy(before, Importance.PRIVILEGE).compose(v -> Future.failedFuture(gone()));
    return changed ? StartedChanges.report(write) : write;
  }

  /** Writes the last access of a session that somebody follows by its handle. */
  Future<Void> touch(SessionState state, long now) {
    RecordSave save = RecordSave.touch(state, state.times().ttl(now), now);
    long before = state.times().lastStored();
    // Noted before Redis has answered, or every ping until then would send another.
    state.times().stored(now);
    return commands
        .run(
            state.format().saveScript(),
            keys.record(state.handle()),
            state.format().saveArguments(save),
            Importance.DATA)
        .compose(
            reply -> {
              boolean isGone = reply.toInteger() == SessionScripts.GONE;
              commands.meters().count(isGone ? Count.RESURRECTION_BLOCKED : Count.WRITE_TOUCHED);
              return isGone ? Future.<Void>failedFuture(gone()) : Future.<Void>succeededFuture();
            })
        .onFailure(e -> state.times().stored(before));
  }

  Future<Void> destroy(SessionToken token) {
    return StartedChanges.report(destroy(token, Importance.PRIVILEGE));
  }

  private Future<Void> destroy(SessionToken token, Importance importance) {
    // Where replicas are waited for, also when there is nothing left to destroy: an earlier
    // attempt may have done it, and then it is the replicas that are in question.
    String fence = commands.isDurable(importance) ? "1" : "";
    List<Object> args = List.of(token.secretHash(), fence);
    return commands
        .run(SessionScripts.DESTROY, keys.record(token.handle()), args, importance)
        .compose(
            reply -> {
              commands.meters().count(Count.WRITE_DESTROYED);
              return reply.type() == ResponseType.BULK
                  ? index.leaveIfPossible(reply.toString(), token.handle())
                  : Future.succeededFuture();
            });
  }

  /**
   * Runs a script that stores the session under an id.
   *
   * @param undone whether a change of privilege ends the session if too few replicas have it
   */
  private Future<Response> store(
      Script script, SessionToken sent, List<Object> args, boolean privilege, boolean undone) {
    Importance importance = privilege ? Importance.PRIVILEGE : Importance.DATA;
    return commands
        .run(script, keys.record(sent.handle()), args, importance)
        .recover(
            e ->
                undone && e instanceof SessionNotReplicatedException
                    ? undo(sent).transform(v -> Future.failedFuture(e))
                    : Future.failedFuture(e));
  }

  /** A change of privilege that failed must not be found done later. */
  private Future<Void> undo(SessionToken sent) {
    return destroy(sent, Importance.UNDO)
        .onFailure(e -> LOG.warn("A change of {} that failed could not be undone", sent));
  }

  private Future<Void> create(SessionContent session, SessionChanges changes, long now, long ttl) {
    SessionToken sent = session.ids().current();
    SessionAccount.Changes accountChanges = session.account().changes();
    RecordSave save =
        new RecordSave(
            ttl,
            sent.secretHash(),
            writeIds.next(),
            now,
            "",
            "",
            session.times(),
            session.account(),
            accountChanges,
            changes.texts(),
            List.of());
    List<Object> args = session.format().createArguments(save);
    commands.meters().payload(changes.texts());
    boolean login = session.times().isRenewed();
    return store(SessionScripts.CREATE, sent, args, login, login)
        .compose(
            reply ->
                outcome(
                    session,
                    changes,
                    accountChanges,
                    sent,
                    reply.toInteger(),
                    now,
                    Count.WRITE_CREATED));
  }

  private Future<Void> save(
      SessionContent session,
      SessionChanges changes,
      SessionToken before,
      boolean changed,
      long now,
      long ttl,
      int catchUps) {
    SessionToken sent = session.ids().current();
    SessionAccount.Changes accountChanges = session.account().changes();
    RecordSave save =
        new RecordSave(
            ttl,
            before.secretHash(),
            // A touch carries no write id, since doing it twice is the same as once.
            changed ? writeIds.next() : "",
            now,
            changed ? expectedVersion(session, changes) : "",
            sent.equals(before) ? "" : sent.secretHash(),
            session.times(),
            session.account(),
            accountChanges,
            changes.texts(),
            changes.removes());
    List<Object> args = session.format().saveArguments(save);
    if (changed) {
      commands.meters().payload(changes.texts());
    }
    Count done = changed ? Count.WRITE_SAVED : Count.WRITE_TOUCHED;
    boolean privilege = session.times().isRenewed() || !sent.equals(before);
    boolean stands = session.ids().isStanding();
    return store(session.format().saveScript(), sent, args, privilege, privilege && !stands)
        .onFailure(
            e -> {
              if (stands && e instanceof SessionNotReplicatedException) {
                session.saved(changes, accountChanges, sent, session.version(), now);
              }
            })
        .compose(
            reply -> {
              int version = reply.toInteger();
              if (version == SessionScripts.CONFLICT && !isStrict() && catchUps > 0) {
                return newest
                    .catchUp(session, before)
                    .compose(
                        v ->
                            save(session, session.changes(), before, true, now, ttl, catchUps - 1));
              }
              // A touch is told the version that others have made, too.
              int known = version > 0 && !changed ? session.version() : version;
              return outcome(session, changes, accountChanges, sent, known, now, done);
            });
  }

  private boolean isStrict() {
    return rules.config().concurrency() == Concurrency.STRICT;
  }

  private String expectedVersion(SessionContent session, SessionChanges changes) {
    return isStrict() || changes.needNewest() ? Integer.toString(session.version()) : "";
  }

  private Future<Void> outcome(
      SessionContent session,
      SessionChanges changes,
      SessionAccount.Changes accountChanges,
      SessionToken sent,
      int reply,
      long now,
      Count done) {
    return switch (reply) {
      case SessionScripts.GONE -> {
        commands.meters().count(Count.RESURRECTION_BLOCKED);
        yield Future.failedFuture(gone());
      }
      case SessionScripts.CONFLICT -> {
        commands.meters().count(Count.CONFLICT);
        yield Future.failedFuture(
            new SessionConflictException("The session was saved by another request meanwhile"));
      }
      case SessionScripts.TAKEN ->
          Future.failedFuture(
              new SessionConflictException("The handle belongs to another session"));
      default -> {
        commands.meters().count(done);
        SessionToken before = session.ids().stored();
        if (before != null && !before.equals(sent)) {
          commands.meters().count(Count.ROTATION);
        }
        session.saved(changes, accountChanges, sent, reply, now);
        yield Future.succeededFuture();
      }
    };
  }

  static SessionGoneException gone() {
    return new SessionGoneException(
        "The session was destroyed, has expired or has another id since it was loaded");
  }
}
