package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.metrics.RedisState;
import io.github.redsessions.metrics.SessionMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the store asks of Redis, all of it: {@link HashReads}, {@link KeyWrites} and {@link KeyScan}
 * send it, and {@link KeyCopies} knows what need not be asked.
 *
 * <p>A command that fails while Redis fails over is tried again for {@code redis.retryBudgetMs}.
 * Public because the store calls it; applications have no use for it. Safe for use from any thread;
 * futures complete on the caller's context and fail with a {@link SessionUnavailableException},
 * never with anything else.
 */
public final class RedisCommands {

  private final Topology topology;
  private final SessionMeters meters;
  private final CommandProbe probe;
  private final KeyCopies copies;
  private final HashReads reads;
  private final KeyWrites writes;
  private final KeyScan scan;

  private RedisCommands(Vertx vertx, RedisNodes nodes, Topology topology) {
    RedisConfig config = nodes.config();
    this.topology = topology;
    this.meters = nodes.meters();
    ShardCommands shards = new ShardCommands(vertx, topology, config.retryBudget(), meters);
    this.probe = new CommandProbe((VertxInternal) vertx, meters);
    this.copies = new KeyCopies(vertx, nodes, topology);
    this.reads = new HashReads(shards, copies, probe);
    this.writes = new KeyWrites(shards, copies, probe, config.durability());
    this.scan = new KeyScan(topology, probe);
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
   * @param meters are told of each command; closed by their creator
   * @return the commands
   */
  public static Future<RedisCommands> open(
      Vertx vertx, RedisConfig config, List<Script> scripts, SessionMeters meters) {
    RedisNodes nodes = new RedisNodes(vertx, config, scripts, meters);
    return Topology.open(nodes).map(topology -> new RedisCommands(vertx, nodes, topology));
  }

  /**
   * Does the same, and tells no meters.
   *
   * @param vertx the Vert.x instance
   * @param config the keys under {@code redis}
   * @param scripts what is loaded into Redis
   * @return the commands
   */
  public static Future<RedisCommands> open(Vertx vertx, RedisConfig config, List<Script> scripts) {
    return open(vertx, config, scripts, SessionMeters.none());
  }

  /**
   * Tells of every command that failed, after all that was tried, and of every record that could
   * not be read; not of what {@link Importance#AUDIT} lost.
   *
   * @param listener is called on the context of the command, and must not throw; replaces another
   */
  public void onFailure(Consumer<CommandFailure> listener) {
    probe.onFailure(listener);
  }

  /**
   * Gives those who are told what happens.
   *
   * @return always the same
   */
  public SessionMeters meters() {
    return meters;
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
  public <T> Future<@Nullable T> hgetall(String key, HashReader<T> reader) {
    return reads.hgetall(key, reader);
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
    return reads.hgetallTracked(key, reader);
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
    return reads.hmget(key, fields);
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
    copies.track(prefix, maxStaleness, nanoTime, listener);
  }

  /**
   * Runs a script on one key with EVALSHA, and with EVAL when Redis has lost the script (after
   * SCRIPT FLUSH, a restart or a failover).
   *
   * @param script the script
   * @param key its only key
   * @param args its arguments: texts, numbers or byte arrays
   * @param importance what is lost with it; WAIT follows if it is durable
   * @return the reply; fails with {@link io.github.redsessions.SessionNotReplicatedException} when
   *     the script has run and too few replicas have its effect
   */
  public Future<Response> run(Script script, String key, List<?> args, Importance importance) {
    return writes.run(script, key, args, importance);
  }

  /**
   * Tells whether such a write waits for replicas.
   *
   * @param importance what is lost with it
   * @return true as {@code redis.durability} says
   */
  public boolean isDurable(Importance importance) {
    return writes.isDurable(importance);
  }

  /**
   * Deletes a key with DEL.
   *
   * @param key the key
   * @return completes when it is deleted
   */
  public Future<Void> del(String key) {
    return writes.del(key);
  }

  /**
   * Reads one page of the keys that match a pattern, with SCAN on one server, so that Redis is
   * never blocked for longer than a page takes. Not tried again.
   *
   * @param node one of {@link #primaries()}
   * @param cursor {@code 0} for the first page, else the cursor of the page before
   * @param pattern the glob pattern
   * @return the page; its cursor is {@code 0} when it was the last
   */
  public Future<KeyPage> scan(RedisNode node, String cursor, String pattern) {
    return scan.page(node, cursor, pattern);
  }

  /**
   * Names the servers that a scan has to visit. Sends nothing. A key whose slot moves meanwhile
   * from one of them to another is seen twice or not at all.
   *
   * @return every primary; fails while one is unknown
   */
  public Future<List<RedisNode>> primaries() {
    return scan.primaries();
  }

  /**
   * Closes the connections, and the server if this process started it.
   *
   * @return completes when they are closed; never fails
   */
  public Future<Void> close() {
    return copies.close().eventually(topology::close);
  }
}
