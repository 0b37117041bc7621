package io.github.redsessions.login;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import io.vertx.ext.web.handler.HttpException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The accounts of a file, which is read once: a change of the file is seen after a restart.
 *
 * <p>Passwords are checked on a worker pool of two threads, shared by all instances of one Vert.x,
 * so that logins take neither an event loop nor every processor. An unknown username costs the work
 * of a known one and fails in the same way (ASVS 5.0 6.3.8). Usernames are compared exactly. Safe
 * for use by many threads.
 */
final class Accounts implements AuthenticationProvider {

  /** The name of the worker pool, and of its threads. */
  static final String WORKERS = "redsessions-password";

  private static final int WORKER_COUNT = 2;

  // At 10 to 20 checks a second and worker this is a wait of some seconds; behind it a client is
  // better told to come back.
  static final int MAX_WAITING = 50;

  private final WorkerExecutor workers;
  private final Map<String, PasswordHash> accounts;
  private final List<PasswordHash> decoys;
  private final byte[] decoyKey = new byte[32];
  private final AtomicInteger waiting = new AtomicInteger();

  private Accounts(
      WorkerExecutor workers, Map<String, PasswordHash> accounts, VertxContextPRNG random) {
    this.workers = workers;
    this.accounts = new HashMap<>(accounts);
    this.decoys = accounts.values().stream().map(hash -> hash.decoy(random::nextBytes)).toList();
    random.nextBytes(decoyKey);
  }

  /**
   * Reads the accounts file.
   *
   * @return the accounts; fails with a {@link io.github.redsessions.config.ConfigException} that
   *     holds every problem of the file
   */
  static Future<Accounts> read(Vertx vertx, Path file) {
    return AccountsFile.read(vertx, file)
        .map(
            found ->
                new Accounts(
                    vertx.createSharedWorkerExecutor(WORKERS, WORKER_COUNT),
                    found,
                    VertxContextPRNG.current(vertx)));
  }

  /**
   * Checks a username and a password.
   *
   * @param credentials {@link UsernamePasswordCredentials}
   * @return the user, whose principal has the {@code username}; fails with one and the same {@link
   *     CredentialValidationException} for an unknown username, a wrong password and one of more
   *     than 1024 characters, and with {@link HttpException} 503 when too many checks are waiting
   */
  @Override
  public Future<User> authenticate(Credentials credentials) {
    if (!(credentials instanceof UsernamePasswordCredentials given)
        || given.getUsername() == null
        || given.getPassword() == null
        || given.getPassword().length() > LoginForm.MAX_PASSWORD_LENGTH) {
      return Future.failedFuture(refused());
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(new HttpException(503, "Too many logins at once"));
    }
    String username = given.getUsername();
    String password = given.getPassword();
    PasswordHash known = accounts.get(username);
    PasswordHash hash = known != null ? known : decoyFor(username);
    return workers
        .executeBlocking(() -> hash.matches(password), false)
        .onComplete(done -> waiting.decrementAndGet())
        .compose(
            matches ->
                matches && known != null
                    ? Future.succeededFuture(User.fromName(username))
                    : Future.failedFuture(refused()));
  }

  /** Gives up this instance's share of the worker pool. */
  Future<Void> close() {
    return workers.close();
  }

  /**
   * Where accounts differ in their parameters, a name must cost the same each time and nobody may
   * foresee what: the choice depends on the name and on a key of this process.
   */
  private PasswordHash decoyFor(String username) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(decoyKey);
      byte[] chosen = digest.digest(username.getBytes(StandardCharsets.UTF_8));
      int number = (chosen[0] & 0xff) << 16 | (chosen[1] & 0xff) << 8 | (chosen[2] & 0xff);
      return decoys.get(number % decoys.size());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static CredentialValidationException refused() {
    return new CredentialValidationException("unknown username or wrong password");
  }
}
