package io.github.redsessions.store;

import io.github.redsessions.config.SessionConfig;
import io.github.redsessions.config.ThrottleConfig;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.Script;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts logins in Redis: the failures of an account in a row, and the attempts of an address and
 * of everybody that are left in this minute. Names are hashed, never in keys as they are.
 *
 * <p>Every call is one EVALSHA, atomic, by Redis' clock. Futures fail with {@link
 * io.github.redsessions.SessionUnavailableException}. Public because {@code LoginThrottle} calls
 * it. Safe for use from any thread.
 */
public final class LoginCounts {

  /** What {@link #attempt} says when this attempt is the first one that finds it disabled. */
  public static final long DISABLED_NOW = -1;

  /** What {@link #attempt} says of an account that was disabled before. */
  public static final long DISABLED = -2;

  private static final long MINUTE_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final RedisCommands commands;
  private final SessionKeys keys;
  private final Pseudonyms pseudonyms;
  private volatile ThrottleConfig config;

  /**
   * Creates the counts.
   *
   * @param commands where they are kept
   * @param session for prefix and key of the hash
   * @param config how many of what
   */
  public LoginCounts(RedisCommands commands, SessionConfig session, ThrottleConfig config) {
    this.commands = commands;
    this.keys = new SessionKeys(session.prefix());
    this.pseudonyms = new Pseudonyms(session.pseudonymKey());
    this.config = config;
  }

  /**
   * Replaces the numbers, for attempts that come from now on.
   *
   * @param next how many of what
   */
  public void replace(ThrottleConfig next) {
    config = next;
  }

  /**
   * Stands for an account where its name has no place.
   *
   * @param account its name
   * @return a hash of it
   */
  public String reference(String account) {
    return pseudonyms.ofAccount(account);
  }

  /**
   * Counts an attempt on an account as failed, if it may be made. Sent twice, it counts once.
   *
   * @param account its reference
   * @param attempt four characters of the attempt's own
   * @return 0 if it may be made, the milliseconds to wait, {@link #DISABLED_NOW} or {@link
   *     #DISABLED}
   */
  public Future<Long> attempt(String account, String attempt) {
    ThrottleConfig now = config;
    return run(
        SessionScripts.ATTEMPT,
        keys.accountAttempts(account),
        List.of(
            attempt,
            now.freeFailures(),
            now.firstDelay().toMillis(),
            now.maxDelay().toMillis(),
            now.disableAfter()));
  }

  /**
   * Forgets an account's failures, if the attempt is still among them.
   *
   * @param account its reference
   * @param attempt the one that succeeded
   * @return completes when it is done
   */
  public Future<Void> succeed(String account, String attempt) {
    return run(SessionScripts.SUCCEED, keys.accountAttempts(account), List.of(attempt)).mapEmpty();
  }

  /**
   * Forgets an account's failures. One DEL.
   *
   * @param account its reference
   * @return completes when it is done
   */
  public Future<Void> forget(String account) {
    return commands.del(keys.accountAttempts(account));
  }

  /**
   * Takes an attempt from the budget of an address, which is that of its block.
   *
   * @param address an IP address, or what stands for one
   * @return 0 if there was one, or the milliseconds to wait
   */
  public Future<Long> takeOfAddress(String address) {
    return take(addressKey(address), config.addressPerMinute());
  }

  /**
   * Takes an attempt from the budget of all.
   *
   * @return 0 if there was one, or the milliseconds to wait
   */
  public Future<Long> takeOfAll() {
    return take(keys.allAttempts(), config.globalPerMinute());
  }

  /**
   * Gives an attempt back to the budget of an address. Sent twice, it is given back once.
   *
   * @param address as it was taken
   * @param attempt four characters of the attempt's own
   * @return completes when it is done
   */
  public Future<Void> giveBackToAddress(String address, String attempt) {
    return giveBack(addressKey(address), config.addressPerMinute(), attempt);
  }

  /**
   * Gives an attempt back to the budget of all. Sent twice, it is given back once.
   *
   * @param attempt four characters of the attempt's own
   * @return completes when it is done
   */
  public Future<Void> giveBackToAll(String attempt) {
    return giveBack(keys.allAttempts(), config.globalPerMinute(), attempt);
  }

  private String addressKey(String address) {
    return keys.addressAttempts(pseudonyms.ofAddress(AddressBlock.of(address)));
  }

  private Future<Long> take(String key, int perMinute) {
    return run(SessionScripts.TAKE, key, List.of(MINUTE_MICROS / perMinute));
  }

  private Future<Void> giveBack(String key, int perMinute, String attempt) {
    return run(SessionScripts.GIVE_BACK, key, List.of(MINUTE_MICROS / perMinute, attempt))
        .mapEmpty();
  }

  private Future<Long> run(Script script, String key, List<?> args) {
    return commands.run(script, key, args, Importance.DATA).map(reply -> reply.toLong());
  }
}
