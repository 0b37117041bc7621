package io.github.redsessions.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real redis-server for development, started by this process and ended with it.
 *
 * <p>It listens on a free port of 127.0.0.1, asks for no password, keeps nothing on disk and lives
 * in a temporary directory that is deleted at the end. It ends with {@link #close()} or with the
 * JVM, but outlives a JVM that is killed by SIGKILL. Safe for use by many threads.
 */
public final class EmbeddedRedis {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

  private final Vertx vertx;
  private final ScratchDirectory directory;
  private final RedisProcess process;
  private final Thread exitHook = new Thread(this::endWithTheJvm, "embedded-redis-exit");
  private @Nullable Future<Void> closed;

  private EmbeddedRedis(Vertx vertx, ScratchDirectory directory, RedisProcess process) {
    this.vertx = vertx;
    this.directory = directory;
    this.process = process;
  }

  /**
   * Starts a server. The work is done on a worker thread.
   *
   * @param vertx runs the work
   * @return the server, when it accepts connections. Fails with an {@link IllegalStateException}
   *     where there is no binary (no jar {@code org.signal:embedded-redis}, or a platform such as
   *     Windows for which it holds none): the message says which two lines start a Redis instead.
   *     Fails with an {@link IOException} that ends with the server's last words when it doesn't
   *     start within 20 seconds.
   */
  public static Future<EmbeddedRedis> start(Vertx vertx) {
    return vertx.executeBlocking(() -> startBlocking(vertx));
  }

  // One at a time: a process that is forked while another thread writes a binary inherits the open
  // file, and a file that is open for writing can't be executed.
  private static synchronized EmbeddedRedis startBlocking(Vertx vertx) throws IOException {
    ScratchDirectory directory = ScratchDirectory.create();
    try {
      Path executable = RedisBinary.extract(directory.path());
      RedisProcess process = RedisProcess.startOnFreePort(executable, directory.path(), List.of());
      EmbeddedRedis started = new EmbeddedRedis(vertx, directory, process);
      started.endAtExit();
      return started;
    } catch (IOException | RuntimeException e) {
      directory.delete();
      throw e;
    }
  }

  /**
   * Tells where the server listens.
   *
   * @return the port on 127.0.0.1
   */
  public int port() {
    return process.port();
  }

  /**
   * Ends the server at once and deletes its directory. What it held is lost. Does not block; a
   * second call gives the same future.
   *
   * @return completes when process and directory are gone; never fails, a directory that can't be
   *     deleted is a warning in the log
   */
  public synchronized Future<Void> close() {
    if (closed == null) {
      forgetExitHook();
      process.kill();
      CompletableFuture<Void> gone = process.ended().thenRunAsync(this::deleteDirectory);
      closed = Future.fromCompletionStage(gone, vertx.getOrCreateContext());
    }
    return closed;
  }

  private void deleteDirectory() {
    try {
      directory.delete();
    } catch (UncheckedIOException e) {
      LOG.warn("the directory of the embedded Redis could not be deleted", e);
    }
  }

  private void endAtExit() {
    try {
      Runtime.getRuntime().addShutdownHook(exitHook);
    } catch (IllegalStateException e) {
      process.kill();
      throw e;
    }
  }

  /** Lets the hook, and with it this object, be collected; too late while the JVM is ending. */
  private boolean forgetExitHook() {
    try {
      return Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void endWithTheJvm() {
    process.kill();
    process.ended().completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
    deleteDirectory();
  }
}
