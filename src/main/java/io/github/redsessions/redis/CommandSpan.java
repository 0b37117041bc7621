package io.github.redsessions.redis;

import io.github.redsessions.metrics.CommandKind;
import io.vertx.core.Context;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A command as a part of the trace of the request that asked for it. Its tags are of the kind of
 * command alone: no key, no id, no value.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/database/redis/">OpenTelemetry:
 *     Redis</a>
 */
record CommandSpan(VertxTracer<?, Object> tracer, Context context, Object trace) {

  private static final TagExtractor<CommandKind> TAGS =
      new TagExtractor<>() {
        @Override
        public int len(CommandKind kind) {
          return kind.isScript() ? 4 : 3;
        }

        @Override
        public String name(CommandKind kind, int index) {
          return switch (index) {
            case 0 -> "span.kind";
            case 1 -> "db.system";
            case 2 -> "db.operation.name";
            default -> "db.stored_procedure.name";
          };
        }

        @Override
        public String value(CommandKind kind, int index) {
          return switch (index) {
            case 0 -> "client";
            case 1 -> "redis";
            case 2 -> kind.command();
            default -> kind.word();
          };
        }
      };

  /** Starts one if its caller is traced; null if not. */
  static @Nullable CommandSpan start(
      VertxTracer<?, Object> tracer, Context context, CommandKind kind) {
    String operation = kind.isScript() ? kind.command() + " " + kind.word() : kind.command();
    Object trace =
        tracer.sendRequest(
            context,
            SpanKind.RPC,
            TracingPolicy.PROPAGATE,
            kind,
            operation,
            (name, value) -> {},
            TAGS);
    return trace == null ? null : new CommandSpan(tracer, context, trace);
  }

  void end(@Nullable Throwable failure) {
    tracer.receiveResponse(context, null, trace, failure, TagExtractor.empty());
  }
}
