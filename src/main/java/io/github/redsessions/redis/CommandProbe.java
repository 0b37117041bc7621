package io.github.redsessions.redis;

import io.github.redsessions.metrics.CommandKind;
import io.github.redsessions.metrics.SessionMeters;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.tracing.VertxTracer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the meters and the tracer of each command. Without either it does nothing; meters cost no
 * allocation, a tracer one object and its own. Safe for use from any thread.
 */
final class CommandProbe {

  private final VertxInternal vertx;
  private final SessionMeters meters;
  private final @Nullable VertxTracer<?, Object> tracer;

  @SuppressWarnings("unchecked")
  CommandProbe(VertxInternal vertx, SessionMeters meters) {
    this.vertx = vertx;
    this.meters = meters;
    this.tracer = (VertxTracer<?, Object>) vertx.tracer();
  }

  /** When a command began, as the meters take it. */
  long begin() {
    return meters.begin();
  }

  /** The span of a command that begins now, in the trace of its caller; null for none. */
  @Nullable CommandSpan span(CommandKind kind) {
    VertxTracer<?, Object> to = tracer;
    return to == null ? null : CommandSpan.start(to, vertx.getOrCreateContext(), kind);
  }

  /**
   * Tells how a command ended.
   *
   * @param failure what its caller gets; null for none
   */
  void end(CommandKind kind, long begin, @Nullable CommandSpan span, @Nullable Throwable failure) {
    meters.command(kind, begin);
    if (span != null) {
      span.end(failure);
    }
  }
}
