package io.github.redsessions.redis;

import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server says of its replication with INFO.
 *
 * @param primary true if it says that it is a master
 * @param history the id of the stream of changes that its offset counts; a failover begins another
 * @param offset how many bytes of that stream it has applied
 * @param linked true for a replica that is in contact with its primary
 * @see <a href="https://redis.io/docs/latest/commands/info/">Redis: INFO</a>
 */
record ReplicationInfo(boolean primary, String history, long offset, boolean linked) {

  static ReplicationInfo parse(Response info) {
    Map<String, String> fields = new HashMap<>();
    for (String line : info.toString().split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    boolean primary = "master".equals(fields.get("role"));
    String offset = fields.getOrDefault(primary ? "master_repl_offset" : "slave_repl_offset", "0");
    return new ReplicationInfo(
        primary,
        fields.getOrDefault("master_replid", ""),
        Long.parseLong(offset),
        "up".equals(fields.get("master_link_status")));
  }
}
