package io.github.redsessions.redis;

import io.github.redsessions.config.DurabilityConfig;
import io.github.redsessions.metrics.CommandKind;
import io.github.redsessions.redis.ShardCommands.Call;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * Changes keys, with scripts and DEL, and waits for replicas as {@code redis.durability} says. Safe
 * for use from any thread.
 */
final class KeyWrites {

  private final ShardCommands shards;
  private final KeyCopies copies;
  private final CommandProbe probe;
  private final DurabilityConfig durability;

  KeyWrites(
      ShardCommands shards, KeyCopies copies, CommandProbe probe, DurabilityConfig durability) {
    this.shards = shards;
    this.copies = copies;
    this.probe = probe;
    this.durability = durability;
  }

  /** As {@link RedisCommands#run} has it. */
  Future<Response> run(Script script, String key, List<?> args, Importance importance) {
    boolean durably = isDurable(importance);
    Request evalsha = Requests.evalsha(script, key, args);
    Call call =
        (node, asking) ->
            send(node, evalsha, asking, durably)
                .recover(
                    e ->
                        ReplyError.is(e, "NOSCRIPT")
                            ? send(node, Requests.eval(script, key, args), asking, durably)
                            : Future.failedFuture(e));
    long begin = probe.begin();
    CommandSpan span = probe.span(script.kind());
    Future<Response> reply =
        write(key, call)
            .transform((r, e) -> probe.ended(script.kind(), script.name(), begin, span, r, e));
    return importance == Importance.AUDIT ? reply : reply.onFailure(e -> probe.failed(key, e));
  }

  /** As {@link RedisCommands#isDurable} has it. */
  boolean isDurable(Importance importance) {
    return importance.isDurable(durability);
  }

  /** As {@link RedisCommands#del} has it. */
  Future<Void> del(String key) {
    Request request = Requests.del(key);
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.DEL);
    return write(key, (node, asking) -> node.send(request, asking))
        .transform((reply, e) -> probe.ended(CommandKind.DEL, "DEL", begin, span, reply, e))
        .onFailure(e -> probe.failed(key, e))
        .mapEmpty();
  }

  private Future<Response> write(String key, Call call) {
    copies.beforeWrite(key);
    return copies.written(key, shards.write(key, call));
  }

  private static Future<Response> send(
      RedisNode node, Request request, boolean asking, boolean durably) {
    return durably ? node.sendDurably(request, asking) : node.send(request, asking);
  }
}
