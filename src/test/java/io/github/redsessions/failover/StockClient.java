package io.github.redsessions.failover;

import static io.github.redsessions.testkit.Futures.await;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes with the client of Vert.x alone and its defaults, for comparison: one write after the
 * other, each given up after a second, because the client itself never gives up.
 */
final class StockClient implements AutoCloseable {

  private static final long PAUSE_MILLIS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Redis redis;
  private final String key;
  private final List<Long> successes = new ArrayList<>();
  private boolean stopped;

  StockClient(RedisOptions options, String key) {
    this.redis = Redis.createClient(vertx, options);
    this.key = key;
    context.runOnContext(v -> write());
  }

  /** When the first write after a moment was acknowledged, 0 if there was none so far. */
  long firstSuccessAfter(long moment) {
    Promise<Long> answer = Promise.promise();
    context.runOnContext(
        v ->
            answer.complete(
                successes.stream().filter(success -> success > moment).findFirst().orElse(0L)));
    return await(answer.future());
  }

  @Override
  public void close() {
    context.runOnContext(v -> stopped = true);
    await(vertx.close());
  }

  private void write() {
    if (stopped) {
      return;
    }
    redis
        .send(Request.cmd(Command.SET).arg(key).arg("value").arg("PX").arg(60_000))
        .timeout(1, TimeUnit.SECONDS)
        .onComplete(
            (reply, e) -> {
              if (e == null) {
                successes.add(System.nanoTime());
              }
              vertx.setTimer(PAUSE_MILLIS, timer -> write());
            });
  }
}
