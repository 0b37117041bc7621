package io.github.redsessions.login;

import io.github.redsessions.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the file of the configuration, and at the files of its secrets and the blocklist, and
 * brings what is new in them to the service.
 *
 * <p>What counts is the content, whichever way it came: written in place, renamed over the file, or
 * behind a symbolic link that now leads elsewhere, as those of a Kubernetes ConfigMap do. It has to
 * be the same at two looks, so that a file that is being written isn't taken for a short one. What
 * can't be used is an error in the log, once, and the configuration from before stays.
 */
final class ConfigWatch {

  /** How often the files are looked at: a change counts after two of these. */
  static final long EVERY_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(LoginVerticle.class);

  private final Vertx vertx;
  private final Path file;
  private final Supplier<Future<JsonObject>> reader;
  private final Function<JsonObject, Future<?>> service;
  private volatile Set<String> references = Set.of();
  private String seen = "";
  private String used = "";
  private boolean looking;
  private volatile long timer = -1;
  private boolean unreadable;

  /**
   * Creates the watch.
   *
   * @param file the file of the configuration
   * @param reader reads it, with the overrides
   * @param service takes it, or fails with a {@link ConfigException}
   */
  ConfigWatch(
      Vertx vertx,
      Path file,
      Supplier<Future<JsonObject>> reader,
      Function<JsonObject, Future<?>> service) {
    this.vertx = vertx;
    this.file = file.toAbsolutePath();
    this.reader = reader;
    this.service = service;
  }

  /** Looks from now on, until the Vert.x instance is closed. */
  void start(long everyMs) {
    vertx.runOnContext(go -> timer = vertx.setPeriodic(everyMs, id -> look()));
  }

  /** Looks no more. */
  void stop() {
    vertx.cancelTimer(timer);
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(this::fingerprint, false)
        .compose(this::looked)
        .onFailure(this::notReadable)
        .onComplete(done -> looking = false);
  }

  /** What a look has found: is taken when it was there at the look before, and is new. */
  Future<Void> looked(String found) {
    unreadable = false;
    boolean stable = found.equals(seen);
    seen = found;
    if (!stable || found.equals(used)) {
      return Future.succeededFuture();
    }
    return reader
        .get()
        .compose(
            json ->
                vertx
                    .executeBlocking(this::fingerprint, false)
                    .compose(again -> again.equals(found) ? take(found, json) : later(again)))
        .recover(
            e -> {
              // A file that changes just now is read once more.
              used = found;
              refused(e);
              return Future.succeededFuture();
            });
  }

  private Future<Void> take(String found, JsonObject json) {
    used = found;
    references = references(json);
    return service.apply(json).mapEmpty();
  }

  private Future<Void> later(String now) {
    seen = now;
    return Future.succeededFuture();
  }

  private void refused(Throwable e) {
    LOG.error(
        "The configuration in {} is not used, the one from before stays. {}",
        file,
        e instanceof ConfigException ? e.getMessage() : e.toString());
  }

  private void notReadable(Throwable e) {
    if (!unreadable) {
      unreadable = true;
      LOG.error(
          "{} can't be read, the configuration from before stays: {}",
          file,
          e.getClass().getSimpleName());
    }
  }

  /** Stands for what is in the files; kept instead of it, since there may be secrets in it. */
  String fingerprint() throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(Files.readAllBytes(file));
      for (String reference : references) {
        sha256.update(reference.getBytes(StandardCharsets.UTF_8));
        sha256.update(content(reference));
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /** One that can't be read is a problem of whoever reads the configuration. */
  private static byte[] content(String reference) {
    try {
      return Files.readAllBytes(Path.of(reference).toAbsolutePath());
    } catch (IOException | InvalidPathException e) {
      return new byte[0];
    }
  }

  /** The files that a configuration reads when it is read. */
  private static Set<String> references(JsonObject json) {
    Set<String> found = new TreeSet<>();
    collect(json, found);
    if (json.getValue("login") instanceof JsonObject login
        && login.getValue("passwordBlocklist") instanceof String blocklist) {
      found.add(blocklist);
    }
    return found;
  }

  private static void collect(@Nullable Object value, Set<String> found) {
    if (value instanceof JsonObject object) {
      if (object.size() == 1 && object.getValue("file") instanceof String path) {
        found.add(path);
      }
      object.forEach(entry -> collect(entry.getValue(), found));
    } else if (value instanceof JsonArray array) {
      array.forEach(item -> collect(item, found));
    }
  }
}
