package io.github.redsessions.store;

import io.github.redsessions.LoginTicket;
import io.github.redsessions.SessionInfo;
import io.github.redsessions.redis.RedisCommands;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be done to all sessions of a user, and to those of everyone, from outside of them. Rows
 * L4 to L10. Safe for use from any thread; futures fail as those of {@link RedisSessionStore} do.
 *
 * <p>Public because the web layer offers these; applications call them at {@code RedisSessions}.
 */
public final class UserSessions {

  private final RedisCommands commands;
  private final SessionKeys keys;
  private final SessionRules rules;
  private final Pseudonyms pseudonyms;
  private final Revocations revocations;
  private final UserIndex index;
  private final SessionScan scan;
  private final RedisSessionStore store;

  UserSessions(
      RedisSessionStore store,
      RedisCommands commands,
      SessionRules rules,
      SessionKeys keys,
      Pseudonyms pseudonyms,
      Revocations revocations,
      UserIndex index) {
    this.store = store;
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
    this.pseudonyms = pseudonyms;
    this.revocations = revocations;
    this.index = index;
    this.scan = new SessionScan(commands, keys);
  }

  /**
   * Says when a login begins. One HMGET.
   *
   * @return the ticket
   */
  public Future<LoginTicket> ticket() {
    return orUnavailable(revocations.last().map(LoginTicket::new));
  }

  /**
   * Lists the sessions of a user, the login that is longest ago first. One EVALSHA, one HMGET for
   * each, and one EVALSHA if some of the index are gone.
   *
   * @param userId the subject of the user
   * @return those that are alive
   */
  public Future<List<SessionInfo>> list(String userId) {
    String ref = pseudonyms.ofUser(userId);
    return orUnavailable(
        index
            .handles(ref)
            .compose(
                handles ->
                    UserIndex.inChunks(handles, handle -> info(ref, handle))
                        .compose(
                            found -> {
                              List<String> gone =
                                  Stream.iterate(0, i -> i < found.size(), i -> i + 1)
                                      .filter(i -> found.get(i).isEmpty())
                                      .map(handles::get)
                                      .toList();
                              return index
                                  .leave(ref, gone)
                                  .map(found.stream().flatMap(Optional::stream).toList());
                            })));
  }

  private Future<Optional<SessionInfo>> info(String ref, String handle) {
    return commands
        .hmget(keys.record(handle), SessionSummary.FIELDS)
        .map(reply -> SessionSummary.read(ref, handle, reply, rules.clock().millis()));
  }

  /**
   * Ends one session of a user. Two EVALSHAs, or nothing if it is no handle.
   *
   * @param userId the subject of the user
   * @param handle names the session
   * @return false if the user has no such session; that of another user is left alone
   */
  public Future<Boolean> revoke(String userId, String handle) {
    if (!SessionToken.isHandle(handle)) {
      return Future.succeededFuture(false);
    }
    String ref = pseudonyms.ofUser(userId);
    return orUnavailable(
        index.end(ref, handle, "").compose(ended -> index.leaveIfPossible(ref, handle).map(ended)));
  }

  /**
   * Ends all sessions of a user. Three EVALSHAs, and one for each session.
   *
   * @param userId the subject of the user
   * @return how many were ended now; one that is not in the index ends when it is next looked up
   *     after {@code session.touchIntervalMs}
   */
  public Future<Integer> revokeAll(String userId) {
    String ref = pseudonyms.ofUser(userId);
    return orUnavailable(
        revocations
            .revoke(ref)
            .compose(
                number ->
                    index
                        .handlesToEnd(ref)
                        .compose(handles -> endAll(ref, handles, number))
                        .map(UserIndex::count)));
  }

  /**
   * Ends all sessions of a user but one. One HMGET, five EVALSHAs, and one for each session.
   *
   * @param own the one, stored and with a user
   * @param userId the subject of that user
   * @return how many were ended now, as for {@link #revokeAll}; fails if the one is gone itself,
   *     and then ended none
   */
  public Future<Integer> revokeOthers(RedisSession own, String userId) {
    String ref = pseudonyms.ofUser(userId);
    return orUnavailable(revocations.ofUser(ref).compose(revocations::draw))
        .compose(
            number -> {
              // First, or a check of this session would find it revoked.
              own.account().put(AccountField.GENERATION, number);
              return store
                  .put(own)
                  .onFailure(e -> own.account().revert())
                  .compose(v -> orUnavailable(endOthers(ref, own.handle(), number)));
            });
  }

  private Future<Integer> endOthers(String ref, String own, long number) {
    return revocations
        .raise(ref, number)
        .compose(v -> index.handles(ref))
        .compose(
            handles -> {
              List<String> others = handles.stream().filter(h -> !h.equals(own)).toList();
              return endAll(ref, others, number)
                  .compose(ended -> index.leave(ref, others).map(UserIndex.count(ended)));
            });
  }

  /**
   * Ends the sessions of all users; anonymous ones go on. One EVALSHA, and SCAN with one EVALSHA
   * for each session, on every primary.
   *
   * @return how many were ended now; those that were missed, because they are being stored or their
   *     server can't be reached, end when they are next looked up after {@code
   *     session.touchIntervalMs}. Fails then if a server can't be reached
   */
  public Future<Integer> revokeEveryone() {
    int[] count = {0};
    return orUnavailable(
        revocations
            .revokeEveryone()
            .compose(
                number ->
                    scan.forEach(
                        "revokeEveryone()",
                        key ->
                            index
                                .end(
                                    "",
                                    Objects.requireNonNull(keys.handleOf(key), "a record"),
                                    Objects.toString(number))
                                .onSuccess(ended -> count[0] += ended ? 1 : 0)
                                .mapEmpty()))
            .map(scanned -> count[0]));
  }

  private Future<List<Boolean>> endAll(String ref, List<String> handles, long number) {
    return UserIndex.inChunks(handles, handle -> index.end(ref, handle, String.valueOf(number)));
  }

  private static <T> Future<T> orUnavailable(Future<T> future) {
    return future.recover(RedisSessionStore::unavailable);
  }
}
