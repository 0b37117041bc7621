package io.github.redsessions.redis;

import io.github.redsessions.metrics.Count;
import io.github.redsessions.redis.PrimaryLookup.Found;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One primary that takes everything until another server takes its place; see {@link
 * SentinelLookup} and {@link ReplicationLookup} for who says so.
 *
 * <p>While nobody confirms the primary that is known it stays in use: it may still serve, and a
 * server that doesn't is noticed by each command.
 */
final class FailoverTopology implements Topology, PrimaryWatch.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(FailoverTopology.class);

  private final VertxInternal vertx;
  private final RedisNodes nodes;
  private final ContextInternal context;
  private final Shard shard = new Shard(null);
  private final PrimaryWatch watch;
  private final Incident unconfirmed = new Incident();
  private final AtomicBoolean suspicionOnItsWay = new AtomicBoolean();
  private final CloseOnce closing;

  private FailoverTopology(RedisNodes nodes, Function<PrimaryLookup.Watch, PrimaryLookup> lookup) {
    this.vertx = (VertxInternal) nodes.vertx();
    this.nodes = nodes;
    this.context = OwnContext.here(vertx);
    this.watch = new PrimaryWatch(context, lookup, this);
    this.closing = new CloseOnce(vertx, () -> watch.close().eventually(nodes::close));
  }

  /** Completes when the first look-up has ended, after {@code redis.connectTimeoutMs} at most. */
  static Future<Topology> open(
      RedisNodes nodes, Function<PrimaryLookup.Watch, PrimaryLookup> lookup) {
    FailoverTopology topology = new FailoverTopology(nodes, lookup);
    return topology.start();
  }

  private Future<Topology> start() {
    closing.hook();
    nodes.onTrouble(
        node -> {
          if (node.equals(shard.primary())) {
            suspect(shard);
          }
        });
    Promise<Topology> opened = vertx.getOrCreateContext().promise();
    watch
        .start()
        .timeout(nodes.config().connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(ended -> opened.complete(this));
    return opened.future();
  }

  @Override
  public @Nullable URI current() {
    RedisNode primary = shard.primary();
    return primary == null ? null : primary.endpoint();
  }

  @Override
  public boolean found(Found found) {
    URI before = current();
    URI primary = found.primary();
    shard.replicasAre(found.replicas());
    if (primary == null) {
      if (unconfirmed.isNews("primary")) {
        LOG.warn("{}: {}", unconfirmedMessage(before), found.problem());
      }
      return false;
    }
    boolean changed = !primary.equals(before);
    RedisNode node = nodes.get(primary, ConnectionSetup.PRIMARY);
    shard.primaryIs(node);
    nodes.retain(ConnectionSetup.PRIMARY, Set.of(primary));
    nodes.retain(ConnectionSetup.QUESTIONS, found.servers());
    String again = unconfirmed.isOver() ? ", after " + unconfirmed.millis() + " ms" : "";
    if (changed && before != null) {
      nodes.meters().count(Count.FAILOVER);
    }
    if (changed) {
      LOG.info("The primary of Redis is now {}{}", node, again);
    } else if (!again.isEmpty()) {
      LOG.info("The primary of Redis is again {}{}", node, again);
    }
    return changed;
  }

  private static String unconfirmedMessage(@Nullable URI before) {
    return before == null
        ? "No primary of Redis is known"
        : "The primary of Redis may have changed, " + before.getAuthority() + " is kept so far";
  }

  @Override
  public Shard shardOf(String key) {
    return shard;
  }

  @Override
  public List<Shard> shards() {
    return List.of(shard);
  }

  @Override
  public void suspect(Shard suspected) {
    if (suspicionOnItsWay.compareAndSet(false, true)) {
      context.runOnContext(
          v -> {
            suspicionOnItsWay.set(false);
            watch.suspect();
          });
    }
  }

  @Override
  public boolean isClosed() {
    return closing.isClosed();
  }

  @Override
  public Future<Void> close() {
    return closing.close();
  }
}
