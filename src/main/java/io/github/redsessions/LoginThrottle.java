package io.github.redsessions;

import io.github.redsessions.store.LoginCounts;
import io.github.redsessions.store.RandomBytes;
import io.github.redsessions.web.AuditTrail;
import io.github.redsessions.web.ClientAddress;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses passwords, over all servers together: the counts are in Redis. Ask it
 * before a password is hashed, and tell it when the password was right:
 *
 * <pre>{@code
 * sessions.throttle().attempt(username, ctx).compose(attempt ->
 *     attempt.isAllowed()
 *         ? provider.authenticate(credentials)
 *             .compose(user -> sessions.throttle().succeeded(attempt).map(user))
 *         : Future.failedFuture(new HttpException(429))) // Retry-After: attempt.retryAfter()
 * }</pre>
 *
 * <p>An attempt has to pass three counts, with the defaults of {@code login.throttle}:
 *
 * <ul>
 *   <li>of its address, or the /64 of IPv6: 30 a minute
 *   <li>of everybody: 600 a minute
 *   <li>of the account, from wherever: 5 may fail in a row, then none is allowed for 30 seconds,
 *       twice as long after each further failure, up to an hour. After 100 failures in a row the
 *       account is disabled, until {@link #unlock}
 * </ul>
 *
 * <p>An attempt counts as failed when it is asked for, so that of 50 at once no more than these are
 * looked at; a failure needs no call. One that succeeds clears the account's failures and is given
 * back to the other two. A refused one adds nothing to the account's count, and nothing to
 * everybody's.
 *
 * <p>Names that no account has count the same. A disabled account is not told apart either: between
 * its delays an attempt is allowed as on any other that is guessed at, and {@link #succeeded} fails
 * as a wrong password does. Sessions are never looked at, so nobody who is logged in notices
 * anything. Who guesses on purpose can keep the owner of an account from logging in; that is the
 * price of a limit (NIST SP 800-63B-4 section 3.2.2).
 *
 * <p>Failures of an account are forgotten after as many days without an attempt as there were, at
 * most 30, and after 400 days for a disabled one. Time is Redis' own: a server's clock decides
 * nothing. When Redis can't count, because it is down or full, the attempt fails and must not be
 * made; in a cluster the count of everybody is on one shard, without which nobody logs in. A full
 * Redis keeps the counts with {@code maxmemory-policy noeviction} alone (row B4); a failover may
 * lose the last of them. Source: OWASP ASVS 5.0 6.3.1, NIST SP 800-63B-4 section 3.2.2, rows B1 to
 * B5, D1. Safe for use from any thread; futures complete on the caller's context and fail with a
 * {@link SessionUnavailableException}.
 */
public final class LoginThrottle {

  private final LoginCounts counts;
  private final ClientAddress addresses;
  private final AuditTrail audit;
  private final RandomBytes random;

  LoginThrottle(LoginCounts counts, ClientAddress addresses, AuditTrail audit, RandomBytes random) {
    this.counts = counts;
    this.addresses = addresses;
    this.audit = audit;
    this.random = random;
  }

  /**
   * Counts an attempt to log in and decides whether it may be made. Three EVALSHA, one after the
   * other: an address that has used up its own budget takes nothing from that of all, and costs
   * one. Reports {@link AuditEvent#LOGIN_LOCKED} for the attempt that finds an account disabled
   * first.
   *
   * @param account the name, in the one form in which accounts are looked up: each spelling has
   *     counts of its own. It need not exist
   * @param address of the client; any text will do
   * @return the decision; fails with {@link SessionUnavailableException} when it could not be
   *     counted, and then the answer is 503
   */
  public Future<Attempt> attempt(String account, String address) {
    return attempt(account, address, null);
  }

  /**
   * Counts an attempt of a request, from the other end of its connection, or from where the proxies
   * of {@code http.trustProxy} say that it comes. Otherwise as {@link #attempt(String, String)}.
   *
   * @param account the name, in the one form in which accounts are looked up
   * @param ctx the request
   * @return the decision; fails as the other does
   */
  public Future<Attempt> attempt(String account, RoutingContext ctx) {
    return attempt(account, addresses.of(ctx.request()), ctx);
  }

  private Future<Attempt> attempt(String account, String address, @Nullable RoutingContext ctx) {
    Attempt attempt = new Attempt(counts.reference(account), address, nextId(), 0);
    return counts
        .takeOfAddress(address)
        .compose(
            wait -> wait > 0 ? Future.succeededFuture(attempt.outcome(wait)) : ofAll(attempt, ctx));
  }

  private Future<Attempt> ofAll(Attempt attempt, @Nullable RoutingContext ctx) {
    return counts
        .takeOfAll()
        .compose(
            wait ->
                wait > 0 ? Future.succeededFuture(attempt.outcome(wait)) : ofAccount(attempt, ctx));
  }

  private Future<Attempt> ofAccount(Attempt attempt, @Nullable RoutingContext ctx) {
    return counts
        .attempt(attempt.account, attempt.id)
        .compose(
            outcome -> {
              if (outcome == LoginCounts.DISABLED_NOW) {
                audit.report(
                    AuditEvent.LOGIN_LOCKED, ctx, JsonObject.of("account", attempt.account));
              }
              Attempt decided = attempt.outcome(outcome);
              // Nobody may use up the logins of all others by guessing at one account.
              return decided.isAllowed()
                  ? Future.succeededFuture(decided)
                  : counts
                      .giveBackToAll(attempt.id)
                      .transform(v -> Future.succeededFuture(decided));
            });
  }

  /**
   * Tells that an attempt had the right password, before the user is logged in. Three EVALSHA, sent
   * together. Calling it twice is the same as once.
   *
   * @param attempt an allowed one
   * @return completes when the account's failures are forgotten. Fails with a {@link
   *     CredentialValidationException} when the account is disabled, which must look like a wrong
   *     password; with {@link SessionUnavailableException} when Redis can't be reached, and then
   *     the answer is 503; and with {@link IllegalArgumentException} for a refused attempt
   */
  public Future<Void> succeeded(Attempt attempt) {
    if (!attempt.isAllowed()) {
      return Future.failedFuture(new IllegalArgumentException("the attempt was refused"));
    }
    if (attempt.outcome < 0) {
      return Future.failedFuture(
          new CredentialValidationException("unknown username or wrong password"));
    }
    return Future.join(
            counts.succeed(attempt.account, attempt.id),
            counts.giveBackToAddress(attempt.address, attempt.id),
            counts.giveBackToAll(attempt.id))
        .mapEmpty();
  }

  /**
   * Takes an account out of its delay or its being disabled, and forgets its failures: the way back
   * for an administrator who knows that the owner is asking, or after the password was reset over
   * another channel. Nothing else enables a disabled account before its 400 days are over. One DEL.
   *
   * @param account the name, in the form that {@link #attempt(String, String)} was given
   * @return completes when the next attempt is as good as the first; nothing happens to an account
   *     without failures
   */
  public Future<Void> unlock(String account) {
    return counts.forget(counts.reference(account));
  }

  /** Long enough to tell apart the few attempts that a key remembers. */
  private String nextId() {
    byte[] bytes = new byte[3];
    random.next(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  /** A decision on one attempt to log in. Immutable. */
  public static final class Attempt {

    private final String account;
    private final String address;
    private final String id;
    private final long outcome;

    private Attempt(String account, String address, String id, long outcome) {
      this.account = account;
      this.address = address;
      this.id = id;
      this.outcome = outcome;
    }

    private Attempt outcome(long decided) {
      return new Attempt(account, address, id, decided);
    }

    /**
     * Tells whether the password may be looked at.
     *
     * @return false for an attempt that is refused with 429, whether the account exists or not
     */
    public boolean isAllowed() {
      return outcome <= 0;
    }

    /**
     * Tells when to come back, for the header {@code Retry-After}.
     *
     * @return whole seconds, rounded up; zero for an allowed attempt
     */
    public Duration retryAfter() {
      return isAllowed() ? Duration.ZERO : Duration.ofSeconds((outcome + 999) / 1000);
    }

    /** {@inheritDoc} Names neither account nor address. */
    @Override
    public String toString() {
      return isAllowed() ? "allowed" : "refused for " + outcome + " ms";
    }
  }
}
