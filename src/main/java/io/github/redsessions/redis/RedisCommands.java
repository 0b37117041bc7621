package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.DurabilityConfig;
import io.github.redsessions.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store asks of Redis: HGETALL, EVALSHA (EVAL after NOSCRIPT), WAIT, DEL, SCAN.
 *
 * <p>A command that fails while Redis fails over is tried again for {@code redis.retryBudgetMs}.
 * Public because the store calls it; applications have no use for it. Safe for use from any thread;
 * futures complete on the caller's context and fail with a {@link SessionUnavailableException},
 * never with anything else.
 */
public final class RedisCommands {

  private final Topology topology;
  private final ShardCommands shards;
  private final DurabilityConfig durability;

  /**
   * Creates the commands over a topology.
   *
   * @param vertx the Vert.x instance, for pauses between attempts
   * @param config the keys under {@code redis}
   * @param topology who takes the commands; closed by its creator
   */
  public RedisCommands(Vertx vertx, RedisConfig config, Topology topology) {
    this.topology = topology;
    this.shards = new ShardCommands(vertx, topology, config.retryBudget());
    this.durability = config.durability();
  }

  /**
   * Reads all fields of a hash with one HGETALL.
   *
   * @param key the key
   * @return field, value, field, value, …; empty when there is no such key
   */
  public Future<Response> hgetall(String key) {
    Request request = Requests.hgetall(key);
    return shards
        .send(key, (node, asking) -> node.send(request, asking))
        .recover(e -> refused("HGETALL", e));
  }

  /**
   * Runs a script on one key with EVALSHA, and with EVAL when Redis has lost the script (after
   * SCRIPT FLUSH, a restart or a failover).
   *
   * @param script the script
   * @param key its only key
   * @param args its arguments: texts, numbers or byte arrays
   * @param importance what is lost with it
   * @return the reply, an integer in all scripts of this module; fails with {@link
   *     io.github.redsessions.SessionNotReplicatedException} when the script has run and too few
   *     replicas have its effect
   */
  public Future<Response> run(Script script, String key, List<?> args, Importance importance) {
    boolean durably = isDurable(importance);
    Request evalsha = Requests.evalsha(script, key, args);
    return shards
        .send(key, (node, asking) -> write(node, evalsha, asking, durably))
        .recover(
            e ->
                ReplyError.is(e, "NOSCRIPT")
                    ? eval(script, key, args, durably)
                    : Future.failedFuture(e))
        .recover(e -> refused(script.name(), e));
  }

  /**
   * Tells whether such a write waits for replicas.
   *
   * @param importance what is lost with it
   * @return true as {@code redis.durability} says
   */
  public boolean isDurable(Importance importance) {
    return durability.replicas() > 0
        && (importance == Importance.PRIVILEGE || durability.allWrites());
  }

  private Future<Response> eval(Script script, String key, List<?> args, boolean durably) {
    Request eval = Requests.eval(script, key, args);
    return shards.send(key, (node, asking) -> write(node, eval, asking, durably));
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
    PRIVILEGE
  }

  /**
   * Deletes a key with DEL.
   *
   * @param key the key
   * @return completes when it is deleted
   */
  public Future<Void> del(String key) {
    Request request = Requests.del(key);
    return shards
        .send(key, (node, asking) -> node.send(request, asking))
        .recover(e -> refused("DEL", e))
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
    return node.send(Requests.scan(cursor, pattern))
        .recover(e -> refused("SCAN", e))
        .map(
            reply -> {
              List<String> keys = new ArrayList<>(reply.get(1).size());
              reply.get(1).forEach(key -> keys.add(key.toString()));
              return new Page(reply.get(0).toString(), keys);
            });
  }

  /**
   * Names the servers that a scan has to visit.
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
   * A page of a scan.
   *
   * @param cursor where the next page begins, {@code 0} at the end
   * @param keys the keys of this page
   */
  public record Page(String cursor, List<String> keys) {}

  private static <T> Future<T> refused(String what, Throwable e) {
    ReplyError error = ReplyError.of(e);
    return Future.failedFuture(
        error == null
            ? e
            : new SessionUnavailableException(
                "Redis refused " + what + " with " + error.kind(), null));
  }
}
