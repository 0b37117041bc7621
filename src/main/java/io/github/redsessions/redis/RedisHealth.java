package io.github.redsessions.redis;

import io.github.redsessions.metrics.CommandKind;
import io.github.redsessions.metrics.RedisState;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who takes writes.
 *
 * @param shards how many shards there are
 * @param serving how many of them took a write
 * @param failure of one that did not, null for none
 */
public record RedisHealth(int shards, int serving, @Nullable CommandFailure failure) {

  /** So many names hit every shard of any cluster that there is, all but certainly. */
  private static final int MAX_NAMES = 16_384;

  private static final CommandFailure NO_PRIMARY =
      new CommandFailure("", CommandFailure.Reason.UNAVAILABLE, null);

  static RedisState.Shard state(Shard shard) {
    RedisNode primary = shard.primary();
    return new RedisState.Shard(
        primary == null ? "" : primary.toString(),
        shard.replicas().stream().map(uri -> uri.getHost() + ":" + uri.getPort()).toList(),
        shard.isServing());
  }

  static Future<RedisHealth> check(
      Topology topology,
      CommandProbe probe,
      Script script,
      IntFunction<String> name,
      List<?> args) {
    List<Shard> shards = topology.shards();
    Map<Shard, String> keys = new LinkedHashMap<>();
    for (int i = 0; i < MAX_NAMES && keys.size() < shards.size(); i++) {
      String key = name.apply(i);
      keys.putIfAbsent(topology.shardOf(key), key);
    }
    List<Future<@Nullable CommandFailure>> checks = new ArrayList<>();
    keys.forEach((shard, key) -> checks.add(failure(shard.primary(), probe, script, key, args)));
    return Future.join(checks).map(ended -> of(shards.size(), checks));
  }

  private static RedisHealth of(int shards, List<Future<@Nullable CommandFailure>> checks) {
    int serving = 0;
    CommandFailure failure = null;
    for (Future<@Nullable CommandFailure> check : checks) {
      if (check.result() == null) {
        serving++;
      } else {
        failure = check.result();
      }
    }
    // One that has no slot can't be asked, and isn't needed.
    return new RedisHealth(Math.min(shards, checks.size()), serving, failure);
  }

  private static Future<@Nullable CommandFailure> failure(
      @Nullable RedisNode primary, CommandProbe probe, Script script, String key, List<?> args) {
    if (primary == null) {
      return Future.succeededFuture(NO_PRIMARY);
    }
    long begin = probe.begin();
    return primary
        .send(Requests.evalsha(script, key, args))
        .recover(
            e ->
                ReplyError.is(e, "NOSCRIPT")
                    ? primary.send(Requests.eval(script, key, args))
                    : Future.<Response>failedFuture(e))
        .onComplete((reply, e) -> probe.end(CommandKind.READY, begin, null, e))
        .transform(
            (reply, e) -> Future.succeededFuture(e == null ? null : CommandFailure.of("", e)));
  }
}
