package io.github.redsessions.login;

import io.github.redsessions.config.Argon2Config;
import io.github.redsessions.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import io.vertx.ext.auth.prng.VertxContextPRNG;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of a file as it is now: looked at again at most once a second, on a worker. One
 * object for all who use the file in one Vert.x, so that a change by one counts for all at once.
 *
 * <p>A new file that is wrong or gone changes nothing but for one ERROR in the log. Safe for use by
 * many threads.
 */
final class LiveAccounts implements Shareable {

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private static final String NAME = "io.github.redsessions.login.accounts";
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Reading and writing takes turns in this process, whatever Vert.x it is for. */
  private static final Object FILES = new Object();

  private final Vertx vertx;
  private final Path file;
  private final VertxContextPRNG random;
  private final byte[] decoyKey = new byte[32];
  private final AtomicLong checked = new AtomicLong(System.nanoTime());
  private volatile AccountTable table;
  private volatile Stamp stamp = Stamp.NONE;

  private LiveAccounts(Vertx vertx, Path file) {
    this.vertx = vertx;
    this.file = file;
    this.random = VertxContextPRNG.current(vertx);
    random.nextBytes(decoyKey);
    this.table = new AccountTable(Map.of(), decoyKey, random::nextBytes);
  }

  /** By what a changed file is known; a replaced one is another even in the same millisecond. */
  private record Stamp(@Nullable FileTime modified, long size, @Nullable Object key) {

    static final Stamp NONE = new Stamp(null, -1, null);

    static Stamp of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
      } catch (IOException e) {
        return NONE;
      }
    }
  }

  /**
   * Reads a file, strictly.
   *
   * @param argon2 what a hash has to have, or a warning says how many have less
   * @return the accounts; fails with a {@link ConfigException} that holds every problem of the file
   */
  static Future<LiveAccounts> open(Vertx vertx, Path file, Argon2Config argon2) {
    LocalMap<String, LiveAccounts> all = vertx.sharedData().getLocalMap(NAME);
    String name = file.toAbsolutePath().normalize().toString();
    LiveAccounts accounts =
        Objects.requireNonNull(
            all.computeIfAbsent(name, first -> new LiveAccounts(vertx, file)), "it is there now");
    return vertx.executeBlocking(() -> accounts.loaded(argon2), false);
  }

  /** Gives the accounts as they were a second ago or later. */
  Future<AccountTable> current() {
    long now = System.nanoTime();
    long last = checked.get();
    if (now - last < CHECK_NANOS || !checked.compareAndSet(last, now)) {
      return Future.succeededFuture(table);
    }
    return refresh();
  }

  /** Looks at the file now. */
  Future<AccountTable> refresh() {
    return vertx.executeBlocking(this::refreshed, false);
  }

  /**
   * Writes another hash into the file.
   *
   * @param before the hash that is to be replaced, null for whichever is there
   * @return false if there is no such account, or if it has another hash by now; fails with an
   *     {@link IOException} or {@link ConfigException} if the file can't be changed
   */
  Future<Boolean> replace(String username, @Nullable PasswordHash before, PasswordHash after) {
    return vertx.executeBlocking(
        () -> {
          synchronized (FILES) {
            boolean done = AccountsEdit.replace(file.toAbsolutePath(), username, before, after);
            load();
            return done;
          }
        },
        false);
  }

  private LiveAccounts loaded(Argon2Config argon2) {
    synchronized (FILES) {
      long weak = load().stream().filter(account -> account.hash().isWeakerThan(argon2)).count();
      if (weak > 0) {
        LOG.warn(
            "{}: {} passwords have a weaker hash than login.argon2 asks for; each is hashed anew"
                + " when its user logs in",
            file,
            weak);
      }
      return this;
    }
  }

  private AccountTable refreshed() {
    if (!Stamp.of(file).equals(stamp)) {
      synchronized (FILES) {
        reload();
      }
    }
    return table;
  }

  private void reload() {
    Stamp found = Stamp.of(file);
    if (found.equals(stamp)) {
      return;
    }
    try {
      LOG.info("{} has changed: it holds {} accounts now", file, load().size());
    } catch (ConfigException e) {
      LOG.error("{} has changed and is wrong, so the accounts stay. {}", file, e.getMessage());
      stamp = found;
    }
  }

  private Collection<StoredAccount> load() {
    // Before the content: a change in between is seen the next time.
    Stamp found = Stamp.of(file);
    Map<String, StoredAccount> accounts = AccountsFile.load(file);
    table = new AccountTable(accounts, decoyKey, random::nextBytes);
    stamp = found;
    return accounts.values();
  }
}
