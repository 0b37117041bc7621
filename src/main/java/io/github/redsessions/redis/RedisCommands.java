package io.github.redsessions.redis;

import io.github.redsessions.SessionUnavailableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;

/**
 * Every command that is sent to Redis: HGETALL, EVALSHA (EVAL after NOSCRIPT), DEL, SCAN, SCRIPT
 * LOAD.
 *
 * <p>This is the only class that builds a {@link Request}, so that what the module asks of Redis,
 * and the ACL line that allows it, can be read in one place. Public because the store calls it;
 * applications have no use for it. Safe for use from any thread; futures complete on the caller's
 * context and fail with a {@link SessionUnavailableException}, never with anything else.
 */
public final class RedisCommands {

  private static final int SCAN_COUNT = 500;

  private final Topology topology;

  /**
   * Creates the commands over a topology.
   *
   * @param topology who takes the commands; closed by its creator
   */
  public RedisCommands(Topology topology) {
    this.topology = topology;
  }

  static Request scriptLoad(Script script) {
    return Request.cmd(Command.SCRIPT, "LOAD", script.body());
  }

  /**
   * Reads all fields of a hash with one HGETALL.
   *
   * @param key the key
   * @return field, value, field, value, …; empty when there is no such key
   */
  public Future<Response> hgetall(String key) {
    return topology
        .primaryOf(key)
        .send(Request.cmd(Command.HGETALL, key))
        .recover(e -> refused("HGETALL", e));
  }

  /**
   * Runs a script on one key with EVALSHA, and with EVAL when Redis has lost the script (after
   * SCRIPT FLUSH, a restart or a failover).
   *
   * @param script the script
   * @param key its only key
   * @param args its arguments: texts, numbers or byte arrays
   * @return the reply, an integer in all scripts of this module
   */
  public Future<Response> run(Script script, String key, List<?> args) {
    RedisNode node = topology.primaryOf(key);
    return node.send(Request.cmd(Command.EVALSHA, scriptArguments(script.sha1(), key, args)))
        .recover(
            e ->
                isReply(e, "NOSCRIPT")
                    ? node.send(
                        Request.cmd(Command.EVAL, scriptArguments(script.body(), key, args)))
                    : Future.failedFuture(e))
        .recover(e -> refused(script.name(), e));
  }

  /**
   * Deletes a key with DEL.
   *
   * @param key the key
   * @return completes when it is deleted
   */
  public Future<Void> del(String key) {
    return topology
        .primaryOf(key)
        .send(Request.cmd(Command.DEL, key))
        .recover(e -> refused("DEL", e))
        .mapEmpty();
  }

  /**
   * Reads one page of the keys that match a pattern, with SCAN on one server, so that Redis is
   * never blocked for longer than a page takes.
   *
   * @param node one of {@link Topology#primaries()}
   * @param cursor {@code 0} for the first page, else the cursor of the page before
   * @param pattern the glob pattern
   * @return the page; its cursor is {@code 0} when it was the last
   */
  public Future<Page> scan(RedisNode node, String cursor, String pattern) {
    return node.send(
            Request.cmd(
                Command.SCAN, cursor, "MATCH", pattern, "COUNT", Integer.toString(SCAN_COUNT)))
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
   * @return every primary
   */
  public List<RedisNode> primaries() {
    return topology.primaries();
  }

  /**
   * A page of a scan.
   *
   * @param cursor where the next page begins, {@code 0} at the end
   * @param keys the keys of this page
   */
  public record Page(String cursor, List<String> keys) {}

  static boolean isReply(Throwable e) {
    return e instanceof Response response && response.type() == ResponseType.ERROR;
  }

  private static boolean isReply(Throwable e, String kind) {
    return isReply(e) && String.valueOf(e.getMessage()).startsWith(kind);
  }

  private static Object[] scriptArguments(String script, String key, List<?> args) {
    Object[] all = new Object[args.size() + 3];
    all[0] = script;
    all[1] = 1;
    all[2] = key;
    for (int i = 0; i < args.size(); i++) {
      all[i + 3] = args.get(i);
    }
    return all;
  }

  private static <T> Future<T> refused(String what, Throwable e) {
    if (!isReply(e)) {
      return Future.failedFuture(e);
    }
    // Only the kind of the error: what follows it can quote keys and values.
    String kind = String.valueOf(e.getMessage()).split("\\s", 2)[0];
    return Future.failedFuture(
        new SessionUnavailableException("Redis refused " + what + " with " + kind, null));
  }
}
