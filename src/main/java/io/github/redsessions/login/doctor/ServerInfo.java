package io.github.redsessions.login.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server says of itself with INFO.
 *
 * @param fields those of all sections, empty if it may not be asked
 */
record ServerInfo(Map<String, String> fields) {

  static final ServerInfo UNKNOWN = new ServerInfo(Map.of());

  boolean isKnown() {
    return !fields.isEmpty();
  }

  String get(String field) {
    return fields.getOrDefault(field, "");
  }

  long number(String field) {
    try {
      return Long.parseLong(get(field));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  boolean isPrimary() {
    return get("role").equals("master");
  }

  /** Name and version: the forks say what of Redis they are compatible with, and who they are. */
  String version() {
    String valkey = get("valkey_version");
    return valkey.isEmpty() ? "Redis " + get("redis_version") : "Valkey " + valkey;
  }

  /** The replicas of a primary: where, and how many bytes of the stream they lack. */
  List<String> replicas() {
    List<String> replicas = new ArrayList<>();
    for (int i = 0; i < number("connected_slaves"); i++) {
      Map<String, String> replica = new HashMap<>();
      for (String pair : get("slave" + i).split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          replica.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
      long behind =
          number("master_repl_offset") - Long.parseLong(replica.getOrDefault("offset", "0"));
      replicas.add(
          "%s:%s %s, %d bytes and %s s behind"
              .formatted(
                  replica.get("ip"),
                  replica.get("port"),
                  replica.get("state"),
                  Math.max(0, behind),
                  replica.getOrDefault("lag", "?")));
    }
    return replicas;
  }
}
