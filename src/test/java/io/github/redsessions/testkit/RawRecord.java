package io.github.redsessions.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session's record as it lies in Redis, in either of its formats, read by what the documentation
 * says of them and by none of the code that is tested.
 *
 * @param fields values by field, in the order in which Redis has them
 */
public record RawRecord(Map<String, String> fields) {

  /** What stands for never where a time could be. */
  public static final long NEVER = 0;

  /** Reads the record under a key. */
  public static RawRecord of(RedisServer server, String key) {
    return of((List<?>) server.command("HGETALL", key));
  }

  /** Reads the reply of HGETALL. */
  public static RawRecord of(List<?> flat) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return new RawRecord(fields);
  }

  public int format() {
    return fields.containsKey("f") ? Integer.parseInt(fields.get("f")) : (int) number(0);
  }

  public long version() {
    return isFirst() ? of("v") : number(1);
  }

  public long created() {
    return isFirst() ? of("c") : number(2);
  }

  public long idleTimeout() {
    return isFirst() ? of("i") : number(3);
  }

  public long lastAccess() {
    return isFirst() ? of("a") : time(4);
  }

  public long deadline() {
    return isFirst() ? of("x") : time(5);
  }

  public long authenticated() {
    return isFirst() ? fields.containsKey("t") ? of("t") : NEVER : time(6);
  }

  private boolean isFirst() {
    return fields.containsKey("f");
  }

  private long of(String field) {
    return Long.parseLong(fields.get(field));
  }

  private long number(int index) {
    return Long.parseLong(fields.get("m").split(" ", -1)[index]);
  }

  private long time(int index) {
    return fields.get("m").split(" ", -1)[index].equals("-") ? NEVER : created() + number(index);
  }
}
