package io.github.redsessions.login;

import io.vertx.core.Future;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import java.util.Optional;

/**
 * Accounts that can be looked up and whose passwords can be changed: what a service with accounts
 * of its own gives to {@link LoginVerticle#LoginVerticle(AuthenticationProvider)} to have all of
 * its routes. With a plain {@link AuthenticationProvider}, {@code POST /password} is answered with
 * 404, and roles are those that the principal of the user had at the login, in an array {@code
 * roles}.
 *
 * <p>The methods are called on event loops, must not block, and may complete their futures
 * anywhere. A method that can't tell fails with an {@code HttpException} of 500 or above, and the
 * request is answered with 503. {@code authenticate} has to do the same work for an unknown name, a
 * wrong password and a disabled account, and to fail in the same way (ASVS 5.0 6.3.8, rows B5, B6).
 * It should put the roles into the principal, as {@code roles}.
 */
public interface AccountStore extends AuthenticationProvider {

  /**
   * Changes a password. That the current one was given is checked before. Source: ASVS 5.0 6.2.2,
   * NIST SP 800-63B-4 section 3.1.1.2, rows B7 to B9.
   *
   * @param userId whose
   * @param newPassword as it was typed; stored as a hash alone
   * @return completes when the new one works and the old one doesn't; fails with {@link
   *     PasswordRefusedException} when it may not be chosen, and with an {@code HttpException} of
   *     404 when there is no such account
   */
  Future<Void> changePassword(String userId, String newPassword);

  /**
   * Looks an account up, on each request of a user who is logged in: what is disabled, deleted or
   * of another role counts from the next request on. Source: ASVS 5.0 7.4.2, 8.3.2, row L7.
   *
   * @param userId whose
   * @return the account, empty if there is none (any more)
   */
  Future<Optional<Account>> account(String userId);
}
