package io.github.redsessions.store;

import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.store.Revocations.Numbers;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts around the storing of a session what has to happen when its user comes, goes or stays: the
 * revocations, the index and the number of sessions per user.
 *
 * <p>Whoever brings the user, {@code logIn}, an AuthenticationHandler or the stock handler's {@code
 * setUser}: it is seen here, by what is to be stored. Rows L9 to L11. Safe for use by many threads.
 */
final class AccountWriter {

  private static final Logger LOG = LoggerFactory.getLogger(AccountWriter.class);

  private final SessionWriter writer;
  private final SessionRules rules;
  private final Pseudonyms pseudonyms;
  private final Revocations revocations;
  private final UserIndex index;

  AccountWriter(
      SessionWriter writer,
      SessionRules rules,
      Pseudonyms pseudonyms,
      Revocations revocations,
      UserIndex index) {
    this.writer = writer;
    this.rules = rules;
    this.pseudonyms = pseudonyms;
    this.revocations = revocations;
    this.index = index;
  }

  /** Stores a session. */
  Future<Void> write(RedisSession session) {
    String ref;
    try {
      ref = userOf(session);
    } catch (RuntimeException e) {
      return StartedChanges.report(Future.failedFuture(e));
    }
    SessionAccount account = session.account();
    String before = account.storedUser();
    if (ref == null) {
      return withoutUser(session, before);
    }
    return session.times().isRenewed() || !ref.equals(storedUser(session))
        ? StartedChanges.report(login(session, ref, before))
        : withUser(session, ref);
  }

  /** Whose session it was, also if its record is from before that was written. */
  private @Nullable String storedUser(RedisSession session) {
    String known = session.account().get(AccountField.USER);
    String user = session.user().stored();
    if (known != null || user == null) {
      return known;
    }
    String subject = UserCodec.subject(user);
    return subject == null ? null : pseudonyms.ofUser(subject);
  }

  /**
   * Tells whose session it is to be, null for nobody's. A user whom nobody touched since the load
   * is who the record says, and unknown if it says nothing.
   */
  private @Nullable String userOf(RedisSession session) {
    if (session.user().isUnchanged() && !session.times().isRenewed()) {
      return session.account().get(AccountField.USER);
    }
    String user = session.user().current();
    String subject = user == null ? null : UserCodec.subject(user);
    return subject == null ? null : pseudonyms.ofUser(subject);
  }

  /** Nobody's, or that of a user who can't be named: in no index, and with no level from before. */
  private Future<Void> withoutUser(RedisSession session, @Nullable String before) {
    if (session.user().current() == null) {
      session.account().clear();
    } else if (before != null || session.times().isRenewed()) {
      session.account().unbind();
    }
    Future<Void> written = writer.write(session.content());
    return before == null
        ? written
        : written.compose(v -> index.leaveIfPossible(before, session.handle()));
  }

  /** A session that was just checked is seen in the index, whatever became of that. */
  private Future<Void> withUser(RedisSession session, String ref) {
    boolean checked = session.account().takeChecked();
    Future<Void> written = writer.write(session.content());
    return checked ? written.compose(v -> addToIndex(session, ref)) : written;
  }

  /** What can't be added now is added when the session is next checked. */
  private Future<Void> addToIndex(RedisSession session, String ref) {
    return index
        .add(ref, session.handle(), session.times().deadline())
        .onSuccess(session.login()::evicted)
        .<Void>mapEmpty()
        .recover(
            e -> {
              LOG.debug("The session {} could not be added to the index", session.handle(), e);
              return e instanceof SessionUnavailableException
                  ? Future.succeededFuture()
                  : Future.failedFuture(e);
            });
  }

  /**
   * Stores a login. What may be evicted has to be stored before it is in the index, or it could be
   * evicted before it exists; what may be refused needs a place before it is stored, which is
   * confirmed after.
   */
  private Future<Void> login(RedisSession session, String ref, @Nullable String before) {
    Future<Void> place =
        index.reserves() ? index.reserve(ref, session.handle()) : Future.succeededFuture();
    Future<Void> stored =
        session.login().isHurried() && !index.reserves()
            ? bound(session, ref, revocations.estimate())
            : Future.join(place, revocations.of(ref).compose(now -> begun(session, now)))
                .compose(both -> bound(session, ref, both.resultAt(1)));
    return stored
        .recover(e -> withdraw(session, ref, place, before).transform(v -> Future.failedFuture(e)))
        .compose(v -> addToIndex(session, ref))
        .compose(
            v ->
                before == null || before.equals(ref)
                    ? Future.succeededFuture()
                    : index.leaveIfPossible(before, session.handle()));
  }

  private Future<Void> bound(RedisSession session, String ref, long generation) {
    session.account().bind(ref, generation);
    return writer.write(session.content());
  }

  /**
   * Finds the number under which a login is stored: that of its ticket, unless the user's sessions
   * were revoked since, or the last one if it has no ticket.
   */
  private Future<Long> begun(RedisSession session, Numbers now) {
    Long ticket = session.login().ticket();
    long generation = ticket == null ? now.last() : ticket;
    if (!now.revoke(generation)) {
      return Future.succeededFuture(generation);
    }
    // A user's number is never above the last one, unless somebody deleted that: then nobody could
    // log in any more.
    Future<Long> mended =
        now.user() > now.last() ? revocations.draw(now.user()) : Future.succeededFuture(now.last());
    return ticket == null
        ? mended
        : mended.compose(
            v ->
                Future.failedFuture(
                    new SessionGoneException(
                        "The sessions of the user were revoked since the login began")));
  }

  /** A login that failed leaves no session, and keeps no place from another one. */
  private Future<Void> withdraw(
      RedisSession session, String ref, Future<Void> place, @Nullable String before) {
    session.account().revert();
    return index.reserves() && place.succeeded() && !ref.equals(before)
        ? index.leave(ref, List.of(session.handle()))
        : Future.succeededFuture();
  }

  /**
   * Compares the login of a session that was loaded with the revocations, if that wasn't done for
   * {@code session.touchIntervalMs}. Two HMGETs, and one EVALSHA if it is over.
   *
   * @return what came of it; {@link Check#GOOD} too if nobody can say
   */
  Future<Check> check(RedisSession session) {
    SessionAccount account = session.account();
    if (!isCheckDue(account)) {
      return Future.succeededFuture(Check.GOOD);
    }
    String known = account.get(AccountField.USER);
    String ref = storedUser(session);
    if (ref == null) {
      return Future.succeededFuture(Check.GOOD);
    }
    Long stored = account.number(AccountField.GENERATION);
    long generation = stored == null ? session.times().authenticated() : stored;
    return revocations
        .of(ref)
        .compose(
            now -> {
              if (!now.revoke(generation)) {
                account.checked(ref, generation, rules.clock().millis());
                return Future.succeededFuture(Check.GOOD);
              }
              String number = String.valueOf(now.newest());
              return index
                  .end(known == null ? "" : known, session.handle(), number)
                  .compose(
                      ended ->
                          ended
                              ? index.leaveIfPossible(ref, session.handle()).map(Check.REVOKED)
                              : Future.succeededFuture(Check.CHANGED));
            })
        .recover(
            e -> {
              LOG.debug("Whether {} was revoked can't be said now", session.handle(), e);
              return e instanceof SessionUnavailableException
                  ? Future.succeededFuture(Check.GOOD)
                  : Future.failedFuture(e);
            });
  }

  /**
   * Tells whether a session was revoked that no request has loaded, if that wasn't asked for {@code
   * session.touchIntervalMs}. Two HMGETs.
   *
   * @return false too if nobody can say
   */
  Future<Boolean> isRevoked(SessionRecord record) {
    SessionAccount account = new SessionAccount(record.account());
    String ref = account.get(AccountField.USER);
    if (ref == null || !isCheckDue(account)) {
      return Future.succeededFuture(false);
    }
    Long stored = account.number(AccountField.GENERATION);
    long generation = stored == null ? record.authenticated() : stored;
    return revocations
        .of(ref)
        .map(now -> now.revoke(generation))
        .recover(
            e ->
                e instanceof SessionUnavailableException
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(e));
  }

  /** What came of a check. */
  enum Check {
    /** The session goes on. */
    GOOD,
    /** It was revoked, and is destroyed. */
    REVOKED,
    /** The record is another one by now: what was loaded of it doesn't count. */
    CHANGED
  }

  /** Tells whether {@link #check} would ask. */
  boolean isCheckDue(RedisSession session) {
    return isCheckDue(session.account()) && storedUser(session) != null;
  }

  private boolean isCheckDue(SessionAccount account) {
    Long checked = account.number(AccountField.CHECKED);
    long now = rules.clock().millis();
    return checked == null
        // Clocks of two servers differ.
        || Math.abs(now - checked) >= rules.config().touchInterval().toMillis();
  }
}
