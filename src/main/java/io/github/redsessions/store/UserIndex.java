package io.github.redsessions.store;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.TooManySessionsException;
import io.github.redsessions.config.SessionConfig.WhenFull;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of a user's sessions, {@code {prefix}:u:{user}}: a sorted set of their handles by
 * absolute deadline, the login that is longest ago first. Pruned on every use, with a TTL of its
 * largest deadline.
 *
 * <p>Never trusted alone: an entry counts if its record says that it is of this user, and a record
 * that isn't in the index is put there when it is next looked up after {@code
 * session.touchIntervalMs}. All steps take one key, since those of one user may lie on different
 * servers. Rows L4, L11. Safe for use by many threads.
 */
final class UserIndex {

  private static final Logger LOG = LoggerFactory.getLogger(UserIndex.class);

  /** How many records are asked for at a time. */
  private static final int CHUNK = 256;

  /**
   * For how long a place may be reserved for a login that isn't stored yet: longer than any write
   * takes, with its retries and its replicas.
   */
  private static final long RESERVED_MS = Duration.ofMinutes(5).toMillis();

  /** For how long an index stays whose sessions are all being ended. */
  private static final long EMPTIED_MS = Duration.ofMinutes(1).toMillis();

  private static final List<String> USER = List.of(String.valueOf(RecordFormat.USER));

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;

  UserIndex(RedisCommands commands, SessionRules rules, SessionKeys keys) {
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
  }

  private record Admission(boolean admitted, Map<String, Double> others) {}

  /** Tells whether a login needs a place before it is stored, since it may be refused one. */
  boolean reserves() {
    return rules.config().whenFull() == WhenFull.REJECT;
  }

  /**
   * Reserves a place for a login that is about to be stored, for {@link #add} to confirm. An entry
   * of a reservation has half a millisecond in its deadline. One EVALSHA; when the user seems to
   * have too many sessions, one HMGET for each and one EVALSHA more.
   *
   * @return fails with {@link TooManySessionsException} if there is none
   */
  Future<Void> reserve(String userRef, String handle) {
    int max = rules.config().maxPerUser();
    long deadline = newestDeadline();
    return admit(userRef, handle, deadline, "reject", List.of())
        .compose(
            first ->
                first.admitted
                    ? Future.succeededFuture(first)
                    : vacant(userRef, first.others)
                        .compose(gone -> admit(userRef, handle, deadline, "reject", gone)))
        .compose(
            last ->
                last.admitted
                    ? Future.succeededFuture()
                    : Future.failedFuture(new TooManySessionsException(max)));
  }

  /** The places without a session, but for those that are reserved. */
  private Future<List<String>> vacant(String userRef, Map<String, Double> entries) {
    long newest = newestDeadline();
    List<String> taken =
        entries.entrySet().stream()
            .filter(entry -> !isReserved(entry.getValue(), newest))
            .map(Map.Entry::getKey)
            .toList();
    return alive(userRef, taken)
        .map(alive -> taken.stream().filter(handle -> !alive.contains(handle)).toList());
  }

  /** That of a session which is logged in now: by it, a reservation tells when it was made. */
  private long newestDeadline() {
    return rules.clock().millis() + rules.config().absoluteTimeout().toMillis();
  }

  /** A reservation that nobody confirmed is none after a while: its login has failed. */
  private static boolean isReserved(double score, long newest) {
    return score != Math.rint(score) && score > newest - RESERVED_MS;
  }

  /**
   * Adds a session that is stored. One EVALSHA; if the user has too many then and they are to be
   * evicted, one HMGET for each, one EVALSHA for each that ends, and one EVALSHA more.
   *
   * @return how many were evicted
   */
  Future<Integer> add(String userRef, String handle, long deadline) {
    if (deadline <= rules.clock().millis()) {
      return Future.succeededFuture(0);
    }
    return admit(userRef, handle, deadline, "", List.of())
        .compose(
            admission ->
                admission.others.isEmpty()
                    ? Future.succeededFuture(0)
                    : evict(userRef, List.copyOf(admission.others.keySet())));
  }

  /**
   * Ends those sessions that are too many. An entry was stored before it was added, so one without
   * a record will never have one. Of logins at the same time each sees all that were added before
   * it, and ends the same ones or more: in the end exactly as many are alive as may be.
   */
  private Future<Integer> evict(String userRef, List<String> others) {
    return alive(userRef, others)
        .compose(
            alive -> {
              List<String> ordered = others.stream().filter(alive::contains).toList();
              int tooMany = Math.max(0, ordered.size() + 1 - rules.config().maxPerUser());
              List<String> victims = ordered.subList(0, tooMany);
              List<String> leaving = new ArrayList<>(others);
              leaving.removeAll(ordered.subList(tooMany, ordered.size()));
              return inChunks(victims, handle -> end(userRef, handle, ""))
                  .compose(ended -> leave(userRef, leaving).map(v -> count(ended)));
            });
  }

  private Future<Admission> admit(
      String userRef, String handle, long deadline, String mode, List<String> leaving) {
    List<Object> args = new ArrayList<>();
    args.add(rules.clock().millis());
    args.add(handle);
    args.add(mode.isEmpty() ? deadline : deadline + ".5");
    args.add(!mode.isEmpty() || !reserves() ? rules.config().maxPerUser() : "");
    args.add(mode);
    args.addAll(leaving);
    return commands
        .run(SessionScripts.ADMIT, keys.index(userRef), args, Importance.DATA)
        .map(
            reply -> {
              Map<String, Double> others = new LinkedHashMap<>();
              for (int i = 1; i + 1 < reply.size(); i += 2) {
                others.put(reply.get(i).toString(), Double.valueOf(reply.get(i + 1).toString()));
              }
              return new Admission(reply.get(0).toInteger() == 1, others);
            });
  }

  /** Lists the handles, the login that is longest ago first. One EVALSHA. */
  Future<List<String>> handles(String userRef) {
    return list(userRef, "");
  }

  /**
   * Does what {@link #handles} does for an index whose sessions all end now. It ends by itself a
   * little later, unless a session is added that doesn't end.
   */
  Future<List<String>> handlesToEnd(String userRef) {
    return list(userRef, String.valueOf(EMPTIED_MS));
  }

  private Future<List<String>> list(String userRef, String ttl) {
    List<Object> args = List.of(rules.clock().millis(), ttl);
    return commands
        .run(SessionScripts.LIST, keys.index(userRef), args, Importance.DATA)
        .map(reply -> reply.stream().map(Response::toString).toList());
  }

  /** Takes entries out. One EVALSHA, or nothing if there are none. */
  Future<Void> leave(String userRef, List<String> handles) {
    return handles.isEmpty()
        ? Future.succeededFuture()
        : commands
            .run(SessionScripts.LEAVE, keys.index(userRef), handles, Importance.DATA)
            .mapEmpty();
  }

  /** Takes an entry out whose session has ended: one that stays is found to be dead later. */
  Future<Void> leaveIfPossible(String userRef, String handle) {
    return leave(userRef, List.of(handle))
        .recover(
            e -> {
              LOG.debug("The session {} stays in the index of its user for now", handle, e);
              return e instanceof SessionUnavailableException
                  ? Future.succeededFuture()
                  : Future.failedFuture(e);
            });
  }

  /** Asks which sessions are of a user. One HMGET each. */
  private Future<Set<String>> alive(String userRef, List<String> handles) {
    return inChunks(
            handles,
            handle ->
                commands
                    .hmget(keys.record(handle), USER)
                    .map(
                        reply ->
                            reply.get(0) != null
                                    && RecordFormat.isOf(userRef, reply.get(0).toString())
                                ? handle
                                : ""))
        .map(Set::copyOf);
  }

  /**
   * Ends a session if it is of a user. One EVALSHA.
   *
   * @param userRef whose it has to be, empty for anybody's who is logged in
   * @param number only if it began before this revocation, empty for always
   * @return true if it was one and is gone
   */
  Future<Boolean> end(String userRef, String handle, String number) {
    return commands
        .run(
            SessionScripts.REVOKE,
            keys.record(handle),
            List.of(userRef, number),
            Importance.PRIVILEGE)
        .map(reply -> reply.toInteger() == 1);
  }

  /** Does something with every handle, so many at a time that others get through too. */
  static <T> Future<List<T>> inChunks(List<String> handles, Function<String, Future<T>> action) {
    Future<List<T>> results = Future.succeededFuture(new ArrayList<>());
    for (int i = 0; i < handles.size(); i += CHUNK) {
      List<String> chunk = handles.subList(i, Math.min(i + CHUNK, handles.size()));
      results =
          results.compose(
              before ->
                  Future.all(chunk.stream().map(action).toList())
                      .map(
                          done -> {
                            before.addAll(done.<T>list());
                            return before;
                          }));
    }
    return results;
  }

  /** Counts the sessions that were ended. */
  static int count(List<Boolean> ended) {
    return (int) ended.stream().filter(gone -> gone).count();
  }
}
