package io.github.redsessions.redis;

import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.redis.Topology.Redirect;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings a command to the server that takes it, however often that changes meanwhile: follows
 * redirections, and tries again while Redis fails over, until {@code redis.retryBudgetMs} is spent.
 * The last attempt begins before that, so that all is over by then and {@code
 * redis.commandTimeoutMs} more.
 */
final class ShardCommands {

  private static final int MAX_REDIRECTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LAST_PAUSE_MILLIS = 100;

  private final Vertx vertx;
  private final Topology topology;
  private final Duration retryBudget;
  private final SessionMeters meters;

  /** How many commands pause before their next attempt. */
  private final AtomicInteger pausing = new AtomicInteger();

  ShardCommands(Vertx vertx, Topology topology, Duration retryBudget) {
    this(vertx, topology, retryBudget, SessionMeters.none());
  }

  ShardCommands(Vertx vertx, Topology topology, Duration retryBudget, SessionMeters meters) {
    this.vertx = vertx;
    this.topology = topology;
    this.retryBudget = retryBudget;
    this.meters = meters;
  }

  /** A command that may be sent twice, to whichever server. */
  interface Call {
    Future<Response> sendTo(RedisNode node, boolean asking);
  }

  Future<Response> read(String key, Call call) {
    return new Command(key, call, false).attempt();
  }

  Future<Response> write(String key, Call call) {
    return new Command(key, call, true).attempt();
  }

  /** One command on its way. */
  private final class Command {

    private final String key;
    private final Call call;
    private final boolean writes;
    private final long begin = System.nanoTime();
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private int redirects;

    Command(String key, Call call, boolean writes) {
      this.key = key;
      this.call = call;
      this.writes = writes;
    }

    Future<Response> attempt() {
      Shard shard = topology.shardOf(key);
      RedisNode primary = shard.primary();
      redirects = 0;
      Future<Response> reply =
          primary == null
              ? Future.failedFuture(
                  new SessionUnavailableException("No primary of Redis is known", null))
              : call.sendTo(primary, false);
      Outage.Span outage = outageOf(shard);
      if (outage.isOngoing()) {
        reply.onSuccess(r -> outage.end());
      }
      return reply.recover(e -> failed(shard, primary, e));
    }

    private Future<Response> failed(Shard shard, @Nullable RedisNode sender, Throwable e) {
      ReplyError error = ReplyError.of(e);
      Redirect redirect = error == null || sender == null ? null : topology.redirect(error, sender);
      if (redirect != null && redirects < MAX_REDIRECTS) {
        redirects++;
        return call.sendTo(redirect.node(), redirect.asking())
            .recover(again -> failed(shard, redirect.node(), again));
      }
      return isPassing(e, error) ? again(shard, e) : Future.failedFuture(e);
    }

    private Outage.Span outageOf(Shard shard) {
      return writes ? shard.outage().writes() : shard.outage().reads();
    }

    private boolean isPassing(Throwable e, @Nullable ReplyError error) {
      return error == null
          ? !(e instanceof SessionNotReplicatedException
              || e instanceof OverloadException
              || e instanceof UncertainWriteException)
          : error.isPassing();
    }

    private Future<Response> again(Shard shard, Throwable e) {
      Outage.Span outage = outageOf(shard);
      boolean hopeless = outage.isOlderThan(retryBudget);
      outage.begin();
      topology.suspect(shard);
      long left = TimeUnit.NANOSECONDS.toMillis(retryBudget.toNanos() - System.nanoTime() + begin);
      if (left <= 0 || hopeless || topology.isClosed()) {
        return Future.failedFuture(e);
      }
      if (pausing.incrementAndGet() > RedisLink.MAX_OUTSTANDING) {
        pausing.decrementAndGet();
        return Future.failedFuture(e);
      }
      meters.count(Count.RETRY);
      long pause = Math.min(pauseMillis, left);
      pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
      return vertx
          .timer(pause, TimeUnit.MILLISECONDS)
          .onComplete(v -> pausing.decrementAndGet())
          .compose(v -> attempt());
    }
  }
}
