package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.DurabilityConfig;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.RedisConfig.Reads;
import io.github.redsessions.metrics.CommandKind;
import io.github.redsessions.metrics.RedisState;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.redis.ShardCommands.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the store asks of Redis: HGETALL, HMGET, EVALSHA (EVAL after NOSCRIPT), WAIT, DEL, SCAN.
 *
 * <p>A command that fails while Redis fails over is tried again for {@code redis.retryBudgetMs}.
 * Public because the store calls it; applications have no use for it. Safe for use from any thread;
 * futures complete on the caller's context and fail with a {@link SessionUnavailableException},
 * never with anything else.
 */
public final class RedisCommands {

  private final RedisNodes nodes;
  private final Topology topology;
  private final ShardCommands shards;
  private final DurabilityConfig durability;
  private final @Nullable ReplicaReads replicas;
  private final CommandProbe probe;
  private volatile @Nullable Invalidations invalidations;
  private volatile Consumer<CommandFailure> failureListener = failure -> {};

  private RedisCommands(Vertx vertx, RedisNodes nodes, Topology topology) {
    RedisConfig config = nodes.config();
    this.nodes = nodes;
    this.topology = topology;
    this.shards = new ShardCommands(vertx, topology, config.retryBudget(), nodes.meters());
    this.probe = new CommandProbe((VertxInternal) vertx, nodes.meters());
    this.durability = config.durability();
    this.replicas =
        config.reads() == Reads.REPLICA
            ? ReplicaReads.start((VertxInternal) vertx, nodes, topology)
            : null;
  }

  /**
   * Opens the connections that the configuration asks for.
   *
   * <p>Succeeds when Redis can't be reached too: the links keep trying, and commands fail until one
   * of them succeeds. Mode {@code embedded} starts a server first and fails when that isn't
   * possible on this platform.
   *
   * @param vertx the Vert.x instance whose event loops carry the connections
   * @param config the keys under {@code redis}
   * @param scripts what is loaded into Redis whenever a connection opens
   * @return the commands
   */
  public static Future<RedisCommands> open(Vertx vertx, RedisConfig config, List<Script> scripts) {
    return open(vertx, config, scripts, SessionMeters.none());
  }

  /**
   * Does the same, and tells the meters of each command.
   *
   * @param vertx the Vert.x instance whose event loops carry the connections
   * @param config the keys under {@code redis}
   * @param scripts what is loaded into Redis whenever a connection opens
   * @param meters are told; closed by their creator
   * @return the commands
   */
  public static Future<RedisCommands> open(
      Vertx vertx, RedisConfig config, List<Script> scripts, SessionMeters meters) {
    RedisNodes nodes = new RedisNodes(vertx, config, scripts, meters);
    return Topology.open(nodes).map(topology -> new RedisCommands(vertx, nodes, topology));
  }

  /**
   * Tells of every command that failed, after all that was tried, and of every record that could
   * not be read; not of what {@link Importance#AUDIT} lost.
   *
   * @param listener is called on the context of the command, and must not throw; replaces another
   */
  public void onFailure(Consumer<CommandFailure> listener) {
    failureListener = listener;
  }

  private void report(String key, Throwable e) {
    CommandFailure failure = CommandFailure.of(key, e);
    nodes.meters().count(failure.reason().count());
    failureListener.accept(failure);
  }

  /**
   * Gives those who are told what happens.
   *
   * @return always the same
   */
  public SessionMeters meters() {
    return nodes.meters();
  }

  /**
   * Gives the view of the servers. Sends nothing.
   *
   * @return always the same
   */
  public RedisState state() {
    return () -> topology.shards().stream().map(RedisHealth::state).toList();
  }

  /**
   * Finds out which primaries take writes now: one EVALSHA to each, which is not tried again.
   *
   * @param script writes one key, and gives it a TTL
   * @param key makes names of keys: as many different ones as it is asked for
   * @param args the arguments of the script
   * @return what came of it, within {@code redis.commandTimeoutMs}; never fails
   */
  public Future<RedisHealth> health(Script script, IntFunction<String> key, List<?> args) {
    return RedisHealth.check(topology, probe, script, key, args);
  }

  /** Who takes the commands. */
  Topology topology() {
    return topology;
  }

  /**
   * Reads all fields of a hash with one HGETALL: from a replica, where {@code redis.reads} says so,
   * one is healthy and the reader can use what it says; else from the primary.
   *
   * @param <T> what the reader makes of it
   * @param key the key
   * @param reader makes something of the reply; what it throws fails the future
   * @return what the reader made of it
   */
  public <T> Future<@Nullable T> hgetall(String key, Reader<T> reader) {
    Request request = Requests.hgetall(key);
    ReplicaReads reads = replicas;
    RedisNode replica = reads == null ? null : reads.choose(key);
    if (reads == null || replica == null) {
      return fromPrimary(key, request, reader);
    }
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.HGETALL);
    return replica
        .send(request)
        .transform((r, e) -> ended(CommandKind.HGETALL, "HGETALL", begin, span, r, e))
        .onFailure(e -> reads.distrust(key, replica))
        .map(fields -> reader.read(fields, false))
        .otherwiseEmpty()
        .compose(
            read ->
                read == null ? fromPrimary(key, request, reader) : Future.succeededFuture(read));
  }

  /**
   * Reads some fields of a hash with one HMGET, from the primary. Who asks for the same before it
   * has left shares it.
   *
   * @param key the key
   * @param fields their names
   * @return their values in that order, null for one that isn't there
   */
  public Future<Response> hmget(String key, List<String> fields) {
    Request request = Requests.hmget(key, fields);
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.HMGET);
    String shared = key + fields;
    return shards
        .read(key, (node, asking) -> asking ? node.send(request, true) : node.read(request, shared))
        .transform((reply, e) -> ended(CommandKind.HMGET, "HMGET", begin, span, reply, e));
  }

  /**
   * Makes something of a hash.
   *
   * @param <T> of what it makes it
   */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads the reply.
     *
     * @param fields field, value, field, value, …; empty when there is no such key
     * @param newest false if a replica said so, which may be behind
     * @return null if there is nothing to be made of it, and then the primary is asked
     */
    @Nullable T read(Response fields, boolean newest);
  }

  /**
   * Begins to hear which keys change, whoever changes them, so that {@link #hgetallTracked} can say
   * how long a reply counts. One connection more to each primary: CLIENT TRACKING, then ROLE at
   * short intervals, in a cluster with CLUSTER INFO. For a call before the first command.
   *
   * @param prefix of the keys
   * @param maxStaleness for how long at most a change may go unnoticed; a reply counts only while
   *     that can be said
   * @param nanoTime measures that time, as {@link System#nanoTime()} does
   * @param listener is told what no longer counts
   */
  public void track(
      String prefix, Duration maxStaleness, LongSupplier nanoTime, ChangeListener listener) {
    invalidations = Invalidations.start(nodes, topology, prefix, maxStaleness, nanoTime, listener);
  }

  /** Is told what was read that no longer counts, on any thread; must not throw. */
  public interface ChangeListener {
    /**
     * One key may have changed.
     *
     * @param name the key without the prefix
     */
    void changed(String name);

    /** Every key may have changed. */
    void allChanged();
  }

  /**
   * Does what {@link #hgetall} does on the primary, and says for how long the reply counts.
   *
   * @param <T> what the reader makes of it
   * @param key the key
   * @param reader makes something of the reply; what it throws fails the future
   * @return what the reader made of it
   */
  public <T> Future<@Nullable T> hgetallTracked(String key, TrackedReader<T> reader) {
    Request request = Requests.hgetall(key);
    Invalidations known = invalidations;
    AtomicReference<@Nullable Freshness> freshness = new AtomicReference<>();
    Call call =
        (node, asking) -> {
          // Of this attempt and this server; a slot that is on its way to it is not followed yet.
          freshness.set(known == null || asking ? null : known.freshness(node, key));
          return asking ? node.send(request, true) : node.read(request, key);
        };
    return fromPrimary(key, call, (fields, newest) -> reader.read(fields, freshness.get()));
  }

  /**
   * Makes something of a hash.
   *
   * @param <T> of what it makes it
   */
  @FunctionalInterface
  public interface TrackedReader<T> {
    /**
     * Reads the reply.
     *
     * @param fields field, value, field, value, …; empty when there is no such key
     * @param freshness tells for how long that counts; null if it doesn't beyond now
     * @return what {@link #hgetallTracked} gives
     */
    @Nullable T read(Response fields, @Nullable Freshness freshness);
  }

  private <T> Future<@Nullable T> fromPrimary(String key, Request request, Reader<T> reader) {
    return fromPrimary(
        key, (node, asking) -> asking ? node.send(request, true) : node.read(request, key), reader);
  }

  private <T> Future<@Nullable T> fromPrimary(String key, Call call, Reader<T> reader) {
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.HGETALL);
    Future<Response> reply = shards.read(key, call);
    // What was seen once must not be unseen by reading an older state from a replica.
    return noted(key, reply).transform((fields, e) -> made(key, reader, begin, span, fields, e));
  }

  /** In one step, since every request takes it. */
  private <T> Future<@Nullable T> made(
      String key,
      Reader<T> reader,
      long begin,
      @Nullable CommandSpan span,
      @Nullable Response fields,
      @Nullable Throwable e) {
    Throwable failure;
    if (fields == null) {
      failure = refusal("HGETALL", Objects.requireNonNull(e));
      probe.end(CommandKind.HGETALL, begin, span, failure);
    } else {
      probe.end(CommandKind.HGETALL, begin, span, null);
      try {
        return Future.succeededFuture(reader.read(fields, true));
      } catch (RuntimeException unreadable) {
        failure = unreadable;
      }
    }
    report(key, failure);
    return Future.failedFuture(failure);
  }

  /** Keeps replicas from being read for a key until they have what the primary just said. */
  private Future<Response> noted(String key, Future<Response> reply) {
    if (replicas != null) {
      replicas.note(key);
      reply.onComplete(r -> replicas.note(key));
    }
    return reply;
  }

  /**
   * Sends a write. What is known of the key no longer counts: not from before it is sent, since who
   * asks after that must see it, nor from before it is answered, since that may be older.
   */
  private Future<Response> written(String key, Call call) {
    Invalidations known = invalidations;
    if (known == null) {
      return noted(key, shards.write(key, call));
    }
    known.changed(key);
    return noted(key, shards.write(key, call)).onComplete(r -> known.changed(key));
  }

  /**
   * Runs a script on one key with EVALSHA, and with EVAL when Redis has lost the script (after
   * SCRIPT FLUSH, a restart or a failover).
   *
   * @param script the script
   * @param key its only key
   * @param args its arguments: texts, numbers or byte arrays
   * @param importance what is lost with it
   * @return the reply; fails with {@link io.github.redsessions.SessionNotReplicatedException} when
   *     the script has run and too few replicas have its effect
   */
  public Future<Response> run(Script script, String key, List<?> args, Importance importance) {
    boolean durably = isDurable(importance);
    Request evalsha = Requests.evalsha(script, key, args);
    Call call =
        (node, asking) ->
            write(node, evalsha, asking, durably)
                .recover(
                    e ->
                        ReplyError.is(e, "NOSCRIPT")
                            ? write(node, Requests.eval(script, key, args), asking, durably)
                            : Future.failedFuture(e));
    long begin = probe.begin();
    CommandSpan span = probe.span(script.kind());
    Future<Response> reply =
        written(key, call)
            .transform((r, e) -> ended(script.kind(), script.name(), begin, span, r, e));
    return importance == Importance.AUDIT ? reply : reply.onFailure(e -> report(key, e));
  }

  /**
   * Tells whether such a write waits for replicas.
   *
   * @param importance what is lost with it
   * @return true as {@code redis.durability} says
   */
  public boolean isDurable(Importance importance) {
    return durability.replicas() > 0
        && switch (importance) {
          case PRIVILEGE -> true;
          case DATA -> durability.allWrites();
          case UNDO, AUDIT -> false;
        };
  }

  private static Future<Response> write(
      RedisNode node, Request request, boolean asking, boolean durably) {
    return durably ? node.sendDurably(request, asking) : node.send(request, asking);
  }

  /** What is lost with a write that a failover loses. */
  public enum Importance {
    /** Data of the application, or a touch. */
    DATA,
    /** A login, a rotation or a logout: somebody would get in who must not, or be thrown out. */
    PRIVILEGE,
    /** The way back from a change that has already failed: nobody waits for it once more. */
    UNDO,
    /** What is told of the others: nobody waits for it at all. */
    AUDIT
  }

  /**
   * Deletes a key with DEL.
   *
   * @param key the key
   * @return completes when it is deleted
   */
  public Future<Void> del(String key) {
    Request request = Requests.del(key);
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.DEL);
    return written(key, (node, asking) -> node.send(request, asking))
        .transform((reply, e) -> ended(CommandKind.DEL, "DEL", begin, span, reply, e))
        .onFailure(e -> report(key, e))
        .mapEmpty();
  }

  /**
   * Reads one page of the keys that match a pattern, with SCAN on one server, so that Redis is
   * never blocked for longer than a page takes.
   *
   * @param node one of {@link #primaries()}
   * @param cursor {@code 0} for the first page, else the cursor of the page before
   * @param pattern the glob pattern
   * @return the page; its cursor is {@code 0} when it was the last
   */
  public Future<Page> scan(RedisNode node, String cursor, String pattern) {
    // Not tried again elsewhere: a cursor means nothing to another server.
    long begin = probe.begin();
    CommandSpan span = probe.span(CommandKind.SCAN);
    return node.send(Requests.scan(cursor, pattern))
        .transform((reply, e) -> ended(CommandKind.SCAN, "SCAN", begin, span, reply, e))
        .onFailure(e -> report("", e))
        .map(
            reply -> {
              List<String> keys = new ArrayList<>(reply.get(1).size());
              reply.get(1).forEach(key -> keys.add(key.toString()));
              return new Page(reply.get(0).toString(), keys);
            });
  }

  /**
   * Names the servers that a scan has to visit. A key whose slot moves meanwhile from one of them
   * to another is seen twice or not at all.
   *
   * @return every primary; fails while one is unknown
   */
  public Future<List<RedisNode>> primaries() {
    List<RedisNode> primaries = new ArrayList<>();
    for (Shard shard : topology.shards()) {
      RedisNode primary = shard.primary();
      if (primary == null) {
        return Future.failedFuture(
            new SessionUnavailableException("No primary of Redis is known", null));
      }
      primaries.add(primary);
    }
    return Future.succeededFuture(primaries);
  }

  /**
   * Closes the connections, and the server if this process started it.
   *
   * @return completes when they are closed; never fails
   */
  public Future<Void> close() {
    Invalidations known = invalidations;
    return known == null ? topology.close() : known.close().eventually(topology::close);
  }

  /**
   * A page of a scan.
   *
   * @param cursor where the next page begins, {@code 0} at the end
   * @param keys the keys of this page
   */
  public record Page(String cursor, List<String> keys) {}

  /** In one step, since every write takes it. */
  private Future<Response> ended(
      CommandKind kind,
      String what,
      long begin,
      @Nullable CommandSpan span,
      Response reply,
      @Nullable Throwable e) {
    Throwable failure = e == null ? null : refusal(what, e);
    probe.end(kind, begin, span, failure);
    return failure == null ? Future.succeededFuture(reply) : Future.failedFuture(failure);
  }

  private static Throwable refusal(String what, Throwable e) {
    ReplyError error = ReplyError.of(e);
    return error == null ? e : new RefusedException(what, error.kind());
  }
}
