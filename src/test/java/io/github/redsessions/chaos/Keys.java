package io.github.redsessions.chaos;

import io.github.redsessions.chaos.history.Keyspace;
import io.github.redsessions.testkit.RedisServer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what Redis holds, as an administrator. */
final class Keys {

  private Keys() {}

  static Set<String> scan(RedisServer server, String pattern) {
    Set<String> keys = new TreeSet<>();
    String cursor = "0";
    do {
      List<?> reply = (List<?>) server.command("SCAN", cursor, "MATCH", pattern, "COUNT", "1000");
      cursor = (String) reply.get(0);
      ((List<?>) reply.get(1)).forEach(key -> keys.add((String) key));
    } while (!cursor.equals("0"));
    return keys;
  }

  /**
   * Reads everything of some prefixes.
   *
   * @param prefix that of the sessions that the visitors use
   * @param used the handles that were just accepted
   */
  static Keyspace read(
      List<RedisServer> primaries, String prefix, Set<String> used, int maxPerUser) {
    Map<String, Long> ttls = new TreeMap<>();
    Map<String, String> users = new TreeMap<>();
    Map<String, Set<String>> indexes = new TreeMap<>();
    String records = prefix + ":s:";
    String index = prefix + ":u:";
    for (RedisServer server : primaries) {
      for (String key : scan(server, "*")) {
        ttls.put(key, (Long) server.command("PTTL", key));
        if (key.startsWith(records)) {
          String user = (String) server.command("HGET", key, "u");
          if (user != null) {
            // The number of the last revocation before the login may follow.
            users.put(key.substring(records.length()), user.split(" ", 2)[0]);
          }
        } else if (key.startsWith(index)) {
          Set<String> handles = new HashSet<>();
          ((List<?>) server.command("ZRANGE", key, "0", "-1"))
              .forEach(handle -> handles.add((String) handle));
          indexes.put(key.substring(index.length()), handles);
        }
      }
    }
    return new Keyspace(ttls, users, indexes, used, maxPerUser);
  }
}
