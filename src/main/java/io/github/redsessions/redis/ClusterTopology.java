package io.github.redsessions.redis;

import io.github.redsessions.metrics.Count;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cluster: each key has a slot, and each slot a primary.
 *
 * <p>Who has which slot is asked of the nodes ({@link ClusterLookup}) by a {@link RefreshSchedule}:
 * every second, and at once when a command was sent elsewhere, or a primary doesn't serve. What
 * MOVED says counts until then. While nobody answers, the last map stays in use.
 */
final class ClusterTopology implements Topology {

  private static final Duration GRACE = Duration.ofSeconds(1);

  private final VertxInternal vertx;
  private final RedisNodes nodes;
  private final ClusterAddresses addresses;
  private final ContextInternal context;
  private final ClusterLookup lookup;
  private final RefreshSchedule schedule;
  private final ClusterHealth health = new ClusterHealth();
  private final ClusterHistory history = new ClusterHistory();
  private final CloseOnce closing;

  /** When each server was last said to belong to the cluster. */
  private final Map<URI, Long> named = new ConcurrentHashMap<>();

  private volatile SlotMap map = SlotMap.unknown();

  /** Who was the primary of each shard at the last look. */
  private Map<Shard, RedisNode> primaries = Map.of();

  private ClusterTopology(RedisNodes nodes) {
    this.vertx = (VertxInternal) nodes.vertx();
    this.nodes = nodes;
    this.addresses = new ClusterAddresses(Addresses.like(nodes.config().endpoints().get(0)));
    this.context = OwnContext.here(vertx);
    this.lookup = new ClusterLookup(context, nodes, addresses);
    this.schedule = new RefreshSchedule(context, this::refresh);
    this.closing = new CloseOnce(vertx, () -> schedule.close().eventually(nodes::close));
  }

  /** Completes when the first look has ended, after {@code redis.connectTimeoutMs} at most. */
  static Future<Topology> open(RedisNodes nodes) {
    return new ClusterTopology(nodes).start();
  }

  private Future<Topology> start() {
    closing.hook();
    nodes.onTrouble(
        node -> {
          if (map.shardOf(node.endpoint()) != null) {
            schedule.suspect();
          }
        });
    Promise<Topology> opened = vertx.getOrCreateContext().promise();
    schedule
        .start()
        .timeout(nodes.config().connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(ended -> opened.complete(this));
    return opened.future();
  }

  @Override
  public Shard shardOf(String key) {
    return map.shardOf(KeySlot.of(key));
  }

  @Override
  public List<Shard> shards() {
    return map.shards();
  }

  @Override
  public Object layout() {
    return map;
  }

  @Override
  public void suspect(Shard shard) {
    schedule.suspect();
  }

  @Override
  public @Nullable Redirect redirect(ReplyError error, RedisNode sender) {
    SlotRedirect to = SlotRedirect.parse(error, sender.endpoint(), addresses);
    if (to == null) {
      return null;
    }
    named.put(to.node(), System.nanoTime());
    RedisNode node = nodes.get(to.node(), ConnectionSetup.SESSIONS);
    if (to.moved()) {
      if (!node.equals(map.shardOf(to.slot()).primary())) {
        context.runOnContext(v -> map = map.moved(to.slot(), node));
      }
      schedule.suspect();
    }
    return new Redirect(node, !to.moved());
  }

  @Override
  public boolean isClosed() {
    return closing.isClosed();
  }

  @Override
  public Future<Void> close() {
    return closing.close();
  }

  private Future<Boolean> refresh() {
    return lookup
        .ask(known())
        .map(
            view -> {
              take(view);
              health.answered(map);
              return view.ok();
            })
        .otherwise(
            e -> {
              health.unanswered(String.valueOf(e.getMessage()));
              return false;
            });
  }

  private Set<URI> known() {
    Set<URI> known = new LinkedHashSet<>(nodes.config().endpoints());
    known.addAll(named.keySet());
    return known;
  }

  /** A shard stays the same object when another server takes it over. */
  private void countFailovers() {
    Map<Shard, RedisNode> now = new HashMap<>();
    for (Shard shard : map.shards()) {
      RedisNode primary = shard.primary();
      if (primary != null) {
        now.put(shard, primary);
        if (!primary.equals(primaries.getOrDefault(shard, primary))) {
          nodes.meters().count(Count.FAILOVER);
        }
      }
    }
    primaries = now;
  }

  private void take(ClusterView view) {
    long now = System.nanoTime();
    if (closing.isClosed() || !history.accepts(view, now)) {
      return;
    }
    view.nodes().forEach(node -> named.put(node, now));
    map = map.next(view, primary -> nodes.get(primary, ConnectionSetup.SESSIONS));
    countFailovers();
    // Who has left is closed only when nothing that was sent there can still be answered; and who
    // was named by MOVED a moment ago may be news to the node that was asked.
    long keep = nodes.config().commandTimeout().plus(GRACE).toNanos();
    named.values().removeIf(moment -> now - moment > keep);
    nodes.retain(ConnectionSetup.SESSIONS, named.keySet());
    nodes.retain(ConnectionSetup.QUESTIONS, known());
  }
}
