package io.github.redsessions.redis;

import io.github.redsessions.metrics.CommandKind;
import io.github.redsessions.metrics.SessionMeters;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the meters and the tracer of each command, and a listener of each that failed. Without any
 * of them it does nothing; meters cost no allocation, a tracer one object and its own. Safe for use
 * from any thread.
 */
final class CommandProbe {

  private final VertxInternal vertx;
  private final SessionMeters meters;
  private final @Nullable VertxTracer<?, Object> tracer;
  private volatile Consumer<CommandFailure> failureListener = failure -> {};

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

  /**
   * Does the same, and gives the caller's future. In one step, since every write takes it.
   *
   * @param what the command or script, for the message
   * @param e what it failed with; the caller gets a {@link RefusedException} if Redis replied that
   */
  Future<Response> ended(
      CommandKind kind,
      String what,
      long begin,
      @Nullable CommandSpan span,
      Response reply,
      @Nullable Throwable e) {
    Throwable failure = e == null ? null : RefusedException.ifReply(what, e);
    end(kind, begin, span, failure);
    return failure == null ? Future.succeededFuture(reply) : Future.failedFuture(failure);
  }

  /** As {@link RedisCommands#onFailure} has it. */
  void onFailure(Consumer<CommandFailure> listener) {
    failureListener = listener;
  }

  /** Tells that a command failed in the end, or that what it read can't be read. */
  void failed(String key, Throwable e) {
    CommandFailure failure = CommandFailure.of(key, e);
    meters.count(failure.reason().count());
    failureListener.accept(failure);
  }
}
