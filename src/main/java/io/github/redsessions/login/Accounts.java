package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.config.LoginConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.handler.HttpException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of a file. A change of the file, by hand or by another process, counts after a
 * second at most; changed passwords are written into it. Servers that share one file over a network
 * are not told apart by it: two that write at the same moment undo each other's change. Such a
 * fleet needs an {@link AccountStore} of its own.
 *
 * <p>Passwords are checked and hashed on a worker pool of two threads, shared by all instances of
 * one Vert.x, so that logins take neither an event loop nor every processor. An unknown username
 * and a disabled account cost the work of any other and fail in the same way (ASVS 5.0 6.3.8, rows
 * B5, B6). A hash that is weaker than {@code login.argon2} is replaced after a login (row B7).
 * Usernames are compared exactly. Safe for use by many threads.
 */
final class Accounts implements AccountStore {

  /** The name of the worker pool, and of its threads. */
  static final String WORKERS = "redsessions-password";

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private static final int WORKER_COUNT = 2;

  // At 10 to 20 checks a second and worker this is a wait of some seconds; behind it a client is
  // better told to come back.
  static final int MAX_WAITING = 50;

  private final WorkerExecutor workers;
  private final LiveAccounts accounts;
  private volatile PasswordRules rules;
  private volatile LoginConfig config;
  private final VertxContextPRNG random;
  private final AtomicInteger waiting = new AtomicInteger();

  /** Whose password is being hashed anew, so that ten logins at once do it once. */
  private final Set<String> strengthening = ConcurrentHashMap.newKeySet();

  private Accounts(Vertx vertx, LiveAccounts accounts, PasswordRules rules, LoginConfig config) {
    this.workers = vertx.createSharedWorkerExecutor(WORKERS, WORKER_COUNT);
    this.accounts = accounts;
    this.rules = rules;
    this.config = config;
    this.random = VertxContextPRNG.current(vertx);
  }

  /**
   * Reads the accounts file, and the blocklist if there is one.
   *
   * @return the accounts; fails with a {@link ConfigException} that holds every problem of the file
   */
  static Future<Accounts> open(Vertx vertx, Path file, LoginConfig config) {
    return PasswordRules.read(vertx, config)
        .compose(
            rules ->
                LiveAccounts.open(vertx, file, config.argon2())
                    .map(accounts -> new Accounts(vertx, accounts, rules, config)));
  }

  /** Replaces the rules for new passwords and what a hash costs, for passwords from now on. */
  void use(PasswordRules newRules, LoginConfig newConfig) {
    rules = newRules;
    config = newConfig;
  }

  /**
   * Checks a username and a password.
   *
   * @param credentials {@link UsernamePasswordCredentials}
   * @return the user, whose principal has the {@code username} and, if there are any, {@code
   *     roles}; fails with one and the same {@link CredentialValidationException} for an unknown
   *     username, a wrong password, a disabled account and a password of more than 1024 characters,
   *     and with {@link HttpException} 503 when too many checks are waiting
   */
  @Override
  public Future<User> authenticate(Credentials credentials) {
    if (!(credentials instanceof UsernamePasswordCredentials given)
        || given.getUsername() == null
        || given.getPassword() == null
        || given.getPassword().length() > LoginForm.MAX_PASSWORD_LENGTH) {
      return Future.failedFuture(refused());
    }
    String username = given.getUsername();
    String password = given.getPassword();
    return inTurn(() -> accounts.current().compose(table -> check(table, username, password)));
  }

  private Future<User> check(AccountTable table, String username, String password) {
    StoredAccount known = table.find(username);
    PasswordHash hash = known != null ? known.hash() : table.decoyFor(username);
    return workers
        .executeBlocking(() -> hash.matches(password), false)
        .compose(
            matches -> {
              if (!matches || known == null || known.disabled()) {
                return Future.failedFuture(refused());
              }
              if (hash.isWeakerThan(config.argon2())) {
                strengthen(known, password);
              }
              return Future.succeededFuture(userOf(known));
            });
  }

  private static User userOf(StoredAccount account) {
    JsonObject principal = JsonObject.of("username", account.username());
    if (!account.roles().isEmpty()) {
      principal.put("roles", new JsonArray(account.roles().stream().sorted().toList()));
    }
    return User.create(principal);
  }

  /** The login doesn't wait for it, and succeeds without it. */
  private void strengthen(StoredAccount account, String password) {
    String username = account.username();
    if (!strengthening.add(username)) {
      return;
    }
    PasswordHash old = account.hash();
    workers
        .executeBlocking(
            () -> old.strengthened(password, config.argon2(), random::nextBytes), false)
        // Only if the password is still this one.
        .compose(hash -> accounts.replace(username, old, hash))
        .onComplete(done -> strengthening.remove(username))
        .onFailure(e -> LOG.warn("A weak password hash could not be replaced: {}", e.toString()));
  }

  /**
   * {@inheritDoc} Fails too with an {@link HttpException} of 503 when too many checks are waiting
   * or the file can't be written.
   */
  @Override
  public Future<Void> changePassword(String userId, String newPassword) {
    return inTurn(
        () ->
            workers
                .executeBlocking(() -> newHash(userId, newPassword), false)
                .compose(hash -> accounts.replace(userId, null, hash).recover(Accounts::unwritten))
                .compose(
                    done ->
                        done
                            ? Future.succeededFuture()
                            : Future.failedFuture(new HttpException(404, "No such account"))));
  }

  private PasswordHash newHash(String username, String password) {
    String problem = rules.problem(username, password);
    if (problem != null) {
      throw new PasswordRefusedException(problem);
    }
    return PasswordHash.of(password, config.argon2(), random::nextBytes);
  }

  private static Future<Boolean> unwritten(Throwable failure) {
    LOG.error("The accounts file can't be changed: {}", failure.toString());
    return Future.failedFuture(new HttpException(503, failure));
  }

  @Override
  public Future<Optional<Account>> account(String userId) {
    return accounts
        .current()
        .map(
            table ->
                Optional.ofNullable(table.find(userId))
                    .map(found -> new Account(userId, found.roles(), found.disabled())));
  }

  /** Gives up this instance's share of the worker pool. */
  Future<Void> close() {
    return workers.close();
  }

  private <T> Future<T> inTurn(Supplier<Future<T>> work) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(new HttpException(503, "Too many logins at once"));
    }
    return work.get().onComplete(done -> waiting.decrementAndGet());
  }

  private static CredentialValidationException refused() {
    return new CredentialValidationException("unknown username or wrong password");
  }
}
