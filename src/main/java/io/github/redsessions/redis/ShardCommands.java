package io.github.redsessions.redis;

import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.Topology.Redirect;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings a command to the server that takes it, however often that changes meanwhile: follows
 * redirections, and tries again while Redis fails over, until {@code redis.retryBudgetMs} is spent.
 */
final class ShardCommands {

  private static final int MAX_REDIRECTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LAST_PAUSE_MILLIS = 100;

  private final Vertx vertx;
  private final Topology topology;
  private final Duration retryBudget;

  ShardCommands(Vertx vertx, Topology topology, Duration retryBudget) {
    this.vertx = vertx;
    this.topology = topology;
    this.retryBudget = retryBudget;
  }

  /** A command that may be sent twice, to whichever server. */
  interface Call {
    Future<Response> sendTo(RedisNode node, boolean asking);
  }

  Future<Response> send(String key, Call call) {
    return new Command(key, call).attempt();
  }

  /** One command on its way. */
  private final class Command {

    private final String key;
    private final Call call;
    private final long begin = System.nanoTime();
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private int redirects;

    Command(String key, Call call) {
      this.key = key;
      this.call = call;
    }

    Future<Response> attempt() {
      Shard shard = topology.shardOf(key);
      RedisNode primary = shard.primary();
      Future<Response> reply =
          primary == null
              ? Future.failedFuture(
                  new SessionUnavailableException("No primary of Redis is known", null))
              : call.sendTo(primary, false);
      if (shard.outage().isOngoing()) {
        reply.onSuccess(r -> shard.outage().end());
      }
      return reply.recover(e -> failed(shard, e));
    }

    private Future<Response> failed(Shard shard, Throwable e) {
      ReplyError error = ReplyError.of(e);
      Redirect redirect = error == null ? null : topology.redirect(error);
      if (redirect != null && redirects < MAX_REDIRECTS) {
        redirects++;
        return call.sendTo(redirect.node(), redirect.asking())
            .recover(again -> failed(shard, again));
      }
      return isPassing(e, error) ? again(shard, e) : Future.failedFuture(e);
    }

    private boolean isPassing(Throwable e, @Nullable ReplyError error) {
      return error == null ? !(e instanceof SessionNotReplicatedException) : error.isPassing();
    }

    private Future<Response> again(Shard shard, Throwable e) {
      boolean spent = System.nanoTime() - begin >= retryBudget.toNanos();
      boolean hopeless = shard.outage().isOlderThan(retryBudget);
      shard.outage().begin();
      topology.suspect(shard);
      if (spent || hopeless || topology.isClosed()) {
        return Future.failedFuture(e);
      }
      long pause = pauseMillis;
      pauseMillis = Math.min(2 * pause, LAST_PAUSE_MILLIS);
      return vertx.timer(pause, TimeUnit.MILLISECONDS).compose(v -> attempt());
    }
  }
}
