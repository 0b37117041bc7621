package io.github.redsessions.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every request that is sent to Redis. This is the only class that builds a {@link Request}, so
 * that what the module asks of Redis, and the ACL line that allows it, can be read in one place.
 */
final class Requests {

  private static final int SCAN_COUNT = 200;
  private static final Set<Command> WRITES =
      Set.of(Command.EVALSHA, Command.EVAL, Command.DEL, Command.WAIT);

  private Requests() {}

  static Request hgetall(String key) {
    return Request.cmd(Command.HGETALL, key);
  }

  static Request hmget(String key, List<String> fields) {
    Request request = Request.cmd(Command.HMGET).arg(key);
    fields.forEach(request::arg);
    return request;
  }

  static Request del(String key) {
    return Request.cmd(Command.DEL, key);
  }

  static Request scan(String cursor, String pattern) {
    return Request.cmd(
        Command.SCAN, cursor, "MATCH", pattern, "COUNT", Integer.toString(SCAN_COUNT));
  }

  static Request scriptLoad(Script script) {
    return Request.cmd(Command.SCRIPT, "LOAD", script.body());
  }

  static Request evalsha(Script script, String key, List<?> args) {
    return Request.cmd(Command.EVALSHA, scriptArguments(script.sha1(), key, args));
  }

  static Request eval(Script script, String key, List<?> args) {
    return Request.cmd(Command.EVAL, scriptArguments(script.body(), key, args));
  }

  /** Asks how many replicas have what this connection has written; blocks it for the timeout. */
  static Request waitFor(int replicas, Duration timeout) {
    return Request.cmd(Command.WAIT, replicas, timeout.toMillis());
  }

  /** Asks a server whether it is a primary, and how far its replication is. */
  static Request role() {
    return Request.cmd(Command.ROLE);
  }

  /** Asks a server in which protocol it talks on this connection. */
  static Request hello() {
    return Request.cmd(Command.HELLO);
  }

  /** Asks a server for what differs between its processes, of interest is its run_id. */
  static Request infoServer() {
    return Request.cmd(Command.INFO, "server");
  }

  /** Ends a connection of this process, so that nothing that is still under way on it counts. */
  static Request clientKill(long connectionId) {
    return Request.cmd(Command.CLIENT, "KILL", "ID", Long.toString(connectionId));
  }

  /**
   * True if it matters when the request is carried out, and how often. WAIT speaks of the writes
   * before it.
   */
  static boolean isWrite(Request request) {
    return WRITES.contains(request.command());
  }

  /** Lets a server tell this connection of every change of a key that begins with a prefix. */
  static Request trackingOn(String prefix) {
    return Request.cmd(Command.CLIENT, "TRACKING", "ON", "BCAST", "PREFIX", prefix);
  }

  /** Asks a server how far it is in which stream of changes. */
  static Request infoReplication() {
    return Request.cmd(Command.INFO, "replication");
  }

  /** Asks a sentinel where the primary is. */
  static Request sentinelAddress(String masterName) {
    return Request.cmd(Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", masterName);
  }

  /** Asks a sentinel what it knows of the primary: of interest is its config-epoch. */
  static Request sentinelMaster(String masterName) {
    return Request.cmd(Command.SENTINEL, "MASTER", masterName);
  }

  /** Asks a sentinel for the others that watch the same primary. */
  static Request sentinelSentinels(String masterName) {
    return Request.cmd(Command.SENTINEL, "SENTINELS", masterName);
  }

  /** Asks a sentinel for the replicas of the primary. */
  static Request sentinelReplicas(String masterName) {
    return Request.cmd(Command.SENTINEL, "REPLICAS", masterName);
  }

  /** Lets a sentinel tell this connection when the primary changes; it takes nothing else then. */
  static Request subscribe(String channel) {
    return Request.cmd(Command.SUBSCRIBE, channel);
  }

  /** Asks a node of a cluster who has which slots. */
  static Request clusterSlots() {
    return Request.cmd(Command.CLUSTER, "SLOTS");
  }

  /** Asks a node of a cluster how much of its history it has seen, and whether it is cut off. */
  static Request clusterInfo() {
    return Request.cmd(Command.CLUSTER, "INFO");
  }

  /** Lets this connection read from a replica of a cluster. */
  static Request readonly() {
    return Request.cmd(Command.READONLY);
  }

  /** Lets the next command of this connection through to a slot that is being moved. */
  static Request asking() {
    return Request.cmd(Command.ASKING);
  }

  /** Asks a server everything that it says of itself. */
  static Request infoAll() {
    return Request.cmd(Command.INFO);
  }

  /** Asks a server for its clock. */
  static Request time() {
    return Request.cmd(Command.TIME);
  }

  /** Asks how long a key lives; not granted to a server, and so for an examination alone. */
  static Request pttl(String key) {
    return Request.cmd(Command.PTTL, key);
  }

  /** Asks a server who we are; not granted to a server either. */
  static Request whoAmI() {
    return Request.cmd(Command.ACL, "WHOAMI");
  }

  /**
   * Each command that a configuration needs, in a form that changes nothing: what is written to a
   * key that isn't there writes to none, and Redis says that the user may not before it says that
   * the arguments are wrong.
   *
   * @param key one that isn't there
   * @param of what of the module uses it
   */
  static Map<String, Request> harmless(String key, Set<CommandNeed> of) {
    Map<String, Request> all = new LinkedHashMap<>();
    all.put("HGETALL", hgetall(key));
    all.put("HMGET", hmget(key, List.of("f")));
    all.put("HGET", Request.cmd(Command.HGET, key, "f"));
    all.put("HSET", Request.cmd(Command.HSET, key, "f", "v", "one argument too many"));
    all.put("HDEL", Request.cmd(Command.HDEL, key, "f"));
    all.put("PEXPIRE", Request.cmd(Command.PEXPIRE, key, "1000"));
    all.put("DEL", del(key));
    all.put("ZADD", Request.cmd(Command.ZADD, key, "XX", "1", "m"));
    all.put("ZRANGE", Request.cmd(Command.ZRANGE, key, "0", "0"));
    all.put("ZREM", Request.cmd(Command.ZREM, key, "m"));
    all.put("ZREMRANGEBYSCORE", Request.cmd(Command.ZREMRANGEBYSCORE, key, "0", "0"));
    all.put("TIME", time());
    all.put("SCAN", scan("0", key));
    all.put("SCRIPT LOAD", Request.cmd(Command.SCRIPT, "LOAD", "return 1"));
    all.put("EVALSHA", Request.cmd(Command.EVALSHA, "0".repeat(40), "1", key));
    all.put("EVAL", Request.cmd(Command.EVAL, "return 1", "1", key));
    if (of.contains(CommandNeed.FAILOVER)) {
      all.put("ROLE", role());
    }
    all.put("INFO", infoServer());
    // There is no connection with this number.
    all.put("CLIENT KILL", clientKill(Long.MAX_VALUE));
    if (of.contains(CommandNeed.DURABILITY)) {
      all.put("WAIT", Request.cmd(Command.WAIT, "0", "1"));
    }
    if (of.contains(CommandNeed.CLUSTER)) {
      all.put("CLUSTER SLOTS", clusterSlots());
      all.put("CLUSTER INFO", clusterInfo());
      all.put("ASKING", asking());
    }
    if (of.contains(CommandNeed.CLUSTER) && of.contains(CommandNeed.REPLICA_READS)) {
      all.put("READONLY", readonly());
    }
    if (of.contains(CommandNeed.NEAR_CACHE)) {
      all.put("CLIENT TRACKING", Request.cmd(Command.CLIENT, "TRACKING", "OFF"));
      all.put("ROLE", role());
    }
    if (of.contains(CommandNeed.AUDIT_STREAM)) {
      all.put("XADD", Request.cmd(Command.XADD, key, "NOMKSTREAM", "*", "f", "v"));
      all.put("XREVRANGE", Request.cmd(Command.XREVRANGE, key, "+", "-", "COUNT", "1"));
    }
    return all;
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
}
