package io.github.redsessions.redis;

import io.github.redsessions.metrics.CommandKind;
import io.github.redsessions.redis.ShardCommands.Call;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads hashes, with HGETALL and HMGET: from the primary, together with whoever reads the same in
 * one tick, or from a replica that {@link KeyCopies} names. Safe for use from any thread.
 */
final class HashReads {

  private final ShardCommands shards;
  private final KeyCopies copies;
  private final CommandProbe probe;

  HashReads(ShardCommands shards, KeyCopies copies, CommandProbe probe) {
    this.shards = shards;
    this.copies = copies;
    this.probe = probe;
  }

  /** As {@link RedisCommands#hgetall} has it. */
  <T> Future<@Nullable T> hgetall(String key, HashReader<T> reader) {
    Request request = Requests.hgetall(key);
    RedisNode replica = copies.replica(key);
    if (replica == null) {
      return fromPrimary(key, request, reader);
    }
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.HGETALL);
    return replica
        .send(request)
        .transform((r, e) -> probe.ended(CommandKind.HGETALL, "HGETALL", begin, span, r, e))
        .onFailure(e -> copies.distrust(key, replica))
        .map(fields -> reader.read(fields, false))
        .otherwiseEmpty()
        .compose(
            read ->
                read == null ? fromPrimary(key, request, reader) : Future.succeededFuture(read));
  }

  /** As {@link RedisCommands#hgetallTracked} has it. */
  <T> Future<@Nullable T> hgetallTracked(String key, TrackedReader<T> reader) {
    Request request = Requests.hgetall(key);
    AtomicReference<@Nullable Freshness> freshness = new AtomicReference<>();
    Call call =
        (node, asking) -> {
          // Of this attempt and this server; a slot that is on its way to it is not followed yet.
          freshness.set(asking ? null : copies.freshness(node, key));
          return asking ? node.send(request, true) : node.read(request, key);
        };
    return fromPrimary(key, call, (fields, newest) -> reader.read(fields, freshness.get()));
  }

  /** As {@link RedisCommands#hmget} has it. */
  Future<Response> hmget(String key, List<String> fields) {
    Request request = Requests.hmget(key, fields);
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.HMGET);
    String shared = key + fields;
    return shards
        .read(key, (node, asking) -> asking ? node.send(request, true) : node.read(request, shared))
        .transform((reply, e) -> probe.ended(CommandKind.HMGET, "HMGET", begin, span, reply, e));
  }

  private <T> Future<@Nullable T> fromPrimary(String key, Request request, HashReader<T> reader) {
    return fromPrimary(
        key, (node, asking) -> asking ? node.send(request, true) : node.read(request, key), reader);
  }

  private <T> Future<@Nullable T> fromPrimary(String key, Call call, HashReader<T> reader) {
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.HGETALL);
    // What was seen once must not be unseen by reading an older state from a replica.
    return copies
        .seen(key, shards.read(key, call))
        .transform((fields, e) -> made(key, reader, begin, span, fields, e));
  }

  /** In one step, since every request takes it. */
  private <T> Future<@Nullable T> made(
      String key,
      HashReader<T> reader,
      long begin,
      @Nullable CommandSpan span,
      @Nullable Response fields,
      @Nullable Throwable e) {
    Throwable failure;
    if (fields == null) {
      failure = RefusedException.ifReply("HGETALL", Objects.requireNonNull(e));
      probe.end(CommandKind.HGETALL, begin, span, failure);
    } else {
      probe.end(CommandKind.HGETALL, begin, span, null);
      try {
        return Future.succeededFuture(reader.read(fields, true));
      } catch (RuntimeException unreadable) {
        failure = unreadable;
      }
    }
    probe.failed(key, failure);
    return Future.failedFuture(failure);
  }
}
