package io.github.redsessions.store;

import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of revocations: what makes "all sessions of this user end" true although the index of
 * them may be lost. Every revocation draws a number higher than all before; a login keeps the
 * number that was last when it began, and is over once a higher one is its user's or everyone's.
 *
 * <p>{@code {prefix}:e} holds the last number {@code n} and that of the last revocation of everyone
 * {@code a}, and {@code {prefix}:e:{user}} that of a user, {@code n}. They live longer than any
 * session that they could end. A number is at least the time in ms, so that it is higher than all
 * before even when the key was lost. Rows L8 to L10. Safe for use by many threads.
 */
final class Revocations {

  private static final long SLACK_MS = Duration.ofHours(1).toMillis();
  private static final List<String> NUMBERS = List.of("n", "a");

  private final RedisCommands commands;
  private final SessionRules rules;
  private final SessionKeys keys;

  /** The highest number that this process has heard of. */
  private final LongAccumulator highest = new LongAccumulator(Math::max, 0);

  Revocations(RedisCommands commands, SessionRules rules, SessionKeys keys) {
    this.commands = commands;
    this.rules = rules;
    this.keys = keys;
  }

  /**
   * The numbers of one moment, 0 where there is none.
   *
   * @param last of any revocation
   * @param everyone of the last revocation of everyone
   * @param user of the last revocation of one user
   */
  record Numbers(long last, long everyone, long user) {

    /** Tells whether a login is over that began after a number. */
    boolean revoke(long generation) {
      return user > generation || everyone > generation;
    }

    /** The last one that matters to the user. */
    long newest() {
      return Math.max(user, everyone);
    }
  }

  /**
   * Gives a number for a login that can't wait for the last one. Numbers are times or higher, so
   * this one is above those of before; a server whose clock is ahead can have drawn one that is
   * higher still, and then the login has to be repeated, once, for by then it was heard of.
   */
  long estimate() {
    // A revocation of the same millisecond, whose number may be that, must be higher.
    return Math.max(highest.get(), rules.clock().millis() - 1);
  }

  /** Reads the last number. One HMGET. */
  Future<Long> last() {
    return numbers().map(reply -> number(reply.get(0)));
  }

  /** All of it, whatever is asked for, so that who asks at the same time shares the answer. */
  private Future<Response> numbers() {
    return commands.hmget(keys.numbers(), NUMBERS);
  }

  /** Reads what matters to a user. Two HMGETs in one step. */
  Future<Numbers> of(String userRef) {
    Future<Response> all = numbers();
    Future<Long> user = ofUser(userRef);
    return Future.all(all, user)
        .map(
            read ->
                new Numbers(
                    number(all.result().get(0)), number(all.result().get(1)), user.result()));
  }

  /** Reads the number of a user. One HMGET. */
  Future<Long> ofUser(String userRef) {
    return commands.hmget(keys.numberOf(userRef), List.of("n")).map(reply -> number(reply.get(0)));
  }

  /**
   * Draws a number. One EVALSHA.
   *
   * @param above what it is to be higher than, besides all before
   */
  Future<Long> draw(long above) {
    return draw(above, "");
  }

  /** Draws a number for everyone, all of whose logins are over by it. One EVALSHA. */
  Future<Long> revokeEveryone() {
    return draw(0, "1");
  }

  private Future<Long> draw(long above, String everyone) {
    // The numbers of users must not outlive that of everyone, so that it is never behind them.
    long ttl = ttl() + SLACK_MS;
    long least = Math.max(above + 1, rules.clock().millis());
    return commands
        .run(
            SessionScripts.DRAW,
            keys.numbers(),
            List.of(ttl, least, everyone),
            Importance.PRIVILEGE)
        .map(Response::toLong);
  }

  /**
   * Draws a number and gives it to a user, all of whose logins are over by it. Two EVALSHAs, more
   * if the last number was lost.
   */
  Future<Long> revoke(String userRef) {
    return draw(0).compose(number -> raise(userRef, number));
  }

  /**
   * Gives a number to a user, or a higher one if the user has a higher one.
   *
   * @return the number that the user has by this
   */
  Future<Long> raise(String userRef, long number) {
    return commands
        .run(
            SessionScripts.RAISE,
            keys.numberOf(userRef),
            List.of(ttl(), number),
            Importance.PRIVILEGE)
        .compose(
            before ->
                before.toLong() < number
                    ? Future.succeededFuture(number)
                    : draw(before.toLong()).compose(higher -> raise(userRef, higher)));
  }

  private long ttl() {
    return rules.longestTimeout().toMillis() + SLACK_MS;
  }

  private long number(@Nullable Response value) {
    long number = value == null ? 0 : value.toLong();
    highest.accumulate(number);
    return number;
  }
}
