package io.github.redsessions.redis;

import io.github.redsessions.config.RedisConfig.Mode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Hears from every primary which keys of one prefix have changed, over one connection to each, so
 * that what was read once may be used again; see {@link Freshness} for how long.
 *
 * <p>While that isn't possible, because a connection is lost, a server doesn't answer in time or
 * doesn't let us, all that was read before counts as changed, and nothing that is read counts for
 * longer than its own reply. {@link #freshness} and {@link #changed} are safe for use from any
 * thread; the rest is confined to one event loop.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/client-side-caching/">Redis:
 *     client-side caching</a>
 */
final class Invalidations {

  private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

  /** So many questions fit into the bound, so that a late answer is no reason to drop all. */
  private static final int QUESTIONS_WITHIN_BOUND = 4;

  private static final long MAX_PAUSE_MILLIS = 250;

  private final RedisNodes nodes;
  private final Topology topology;
  private final String prefix;
  private final long maxStalenessNanos;
  private final LongSupplier nanoTime;
  private final ChangeListener listener;
  private final ContextInternal context;
  private final CloseOnce closing;
  private final KeyEpochs epochs = new KeyEpochs();
  private final Map<RedisNode, InvalidationLink> links = new ConcurrentHashMap<>();
  private final Incident refused = new Incident();

  private Invalidations(
      RedisNodes nodes,
      Topology topology,
      String prefix,
      Duration maxStaleness,
      LongSupplier nanoTime,
      ChangeListener listener) {
    VertxInternal vertx = (VertxInternal) nodes.vertx();
    this.nodes = nodes;
    this.topology = topology;
    this.prefix = prefix;
    this.maxStalenessNanos = maxStaleness.toNanos();
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.context = OwnContext.here(vertx);
    this.closing = new CloseOnce(vertx, this::closeLinks);
  }

  /** Begins to listen, until it is closed or Vert.x is. */
  static Invalidations start(
      RedisNodes nodes,
      Topology topology,
      String prefix,
      Duration maxStaleness,
      LongSupplier nanoTime,
      ChangeListener listener) {
    Invalidations invalidations =
        new Invalidations(nodes, topology, prefix, maxStaleness, nanoTime, listener);
    invalidations.closing.hook();
    long pause = maxStaleness.toMillis() / QUESTIONS_WITHIN_BOUND;
    invalidations.context.runOnContext(v -> invalidations.tick(Math.min(pause, MAX_PAUSE_MILLIS)));
    return invalidations;
  }

  /**
   * Says for how long the reply to a read counts that is about to be sent to a server.
   *
   * @return null if it doesn't: nobody would say that the key has changed
   */
  @Nullable Freshness freshness(RedisNode node, String key) {
    InvalidationLink link = links.get(node);
    Tracking tracking = link == null ? null : link.tracking();
    return tracking == null || !tracking.isCurrent()
        ? null
        : new Freshness(tracking, epochs, name(key));
  }

  /** Takes note that a key may have changed, or may be about to: what was read of it is void. */
  void changed(String key) {
    if (key.startsWith(prefix)) {
      String name = name(key);
      // First, since the listener only frees memory.
      epochs.changed(name);
      listener.changed(name);
    }
  }

  private String name(String key) {
    return key.substring(prefix.length());
  }

  /** Takes note that nobody knows what has changed. */
  void allChanged() {
    listener.allChanged();
  }

  String prefix() {
    return prefix;
  }

  boolean inCluster() {
    return nodes.config().mode() == Mode.CLUSTER;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** Tells whether a question was asked too long ago for its answer to prove anything. */
  boolean isOverdue(long askedAt) {
    return now() - askedAt > maxStalenessNanos;
  }

  Tracking newTracking(Shard shard, RedisNode node, long provenAt) {
    return new Tracking(topology, shard, node, nanoTime, maxStalenessNanos, provenAt);
  }

  /** A server has begun to tell. */
  void began(RedisNode node, boolean again) {
    boolean granted = refused.isOver();
    if (again || granted) {
      LOG.info("Redis at {} tells again what changes, and the near cache is in use", node);
    }
  }

  /** A server has ceased to tell, or can't be reached at first. */
  void ended(RedisNode node, String why, boolean again) {
    LOG.atLevel(again ? Level.DEBUG : Level.INFO)
        .log("Redis at {} does not tell what changes, the near cache is not in use: {}", node, why);
  }

  /** A server doesn't let us. */
  void refused(RedisNode node, String error) {
    if (refused.isNews(error)) {
      LOG.warn(
          "The near cache is off, since Redis at {} refuses to tell what changes, with {}."
              + " For NOPERM: its user needs +client|tracking, see conf/redis/standalone.conf",
          node,
          error);
    }
  }

  Future<Void> close() {
    return closing.close();
  }

  private Future<Void> closeLinks() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          links.values().forEach(InvalidationLink::close);
          links.clear();
          done.complete();
        });
    return done.future();
  }

  private void tick(long pauseMillis) {
    if (closing.isClosed()) {
      return;
    }
    Map<RedisNode, Shard> primaries = new HashMap<>();
    for (Shard shard : topology.shards()) {
      RedisNode primary = shard.primary();
      if (primary != null) {
        primaries.put(primary, shard);
      }
    }
    links.forEach(
        (node, link) -> {
          if (!primaries.containsKey(node)) {
            links.remove(node);
            link.close();
          }
        });
    primaries.forEach(
        (node, shard) -> links.computeIfAbsent(node, n -> open(n, shard)).tick(shard));
    context.setTimer(pauseMillis, timer -> tick(pauseMillis));
  }

  private InvalidationLink open(RedisNode node, Shard shard) {
    RedisConnector connector =
        new RedisConnector(
            nodes.vertx(),
            nodes.config(),
            node.endpoint(),
            ConnectionSetup.INVALIDATIONS,
            List.of());
    InvalidationLink link = new InvalidationLink(context, connector, shard, node, this);
    link.open();
    return link;
  }
}
