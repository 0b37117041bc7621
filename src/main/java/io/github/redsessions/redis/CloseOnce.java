package io.github.redsessions.redis;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Closes something once: by hand, or with Vert.x, since an application that closes Vert.x without
 * closing its sessions must not see them go on. Safe for use from any thread.
 */
final class CloseOnce implements Closeable {

  private final VertxInternal vertx;
  private final Supplier<Future<Void>> close;
  private final AtomicBoolean closed = new AtomicBoolean();

  CloseOnce(VertxInternal vertx, Supplier<Future<Void>> close) {
    this.vertx = vertx;
    this.close = close;
  }

  /** Lets Vert.x close it; for the end of a constructor, or later. */
  void hook() {
    vertx.addCloseHook(this);
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Closes; does nothing the second time. */
  Future<Void> close() {
    if (!closed.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    vertx.removeCloseHook(this);
    return close.get();
  }

  /** {@inheritDoc} Vert.x calls this. */
  @Override
  public void close(Completable<Void> done) {
    close().onComplete((v, e) -> done.succeed());
  }
}
