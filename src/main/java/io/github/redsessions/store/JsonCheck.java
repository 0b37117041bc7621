package io.github.redsessions.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses JSON that couldn't be written, or would come back as something else, while the caller's
 * stack still shows where it came from.
 */
final class JsonCheck {

  private static final int MAX_DEPTH = 64;

  private JsonCheck() {}

  /**
   * Checks all values inside.
   *
   * @throws IllegalArgumentException naming the attribute and what is allowed
   */
  static void check(String name, Object value) {
    check(name, value, 0);
  }

  private static void check(String name, @Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "The attribute " + name + " is nested deeper than the allowed " + MAX_DEPTH + " levels");
    }
    if (value instanceof JsonObject object) {
      object.getMap().values().forEach(each -> check(name, each, depth + 1));
    } else if (value instanceof JsonArray array) {
      for (Object each : array.getList()) {
        check(name, each, depth + 1);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(each -> check(name, each, depth + 1));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> check(name, each, depth + 1));
    } else if (value instanceof Number number) {
      checkFinite(name, number);
    } else if (!isLeaf(value)) {
      throw new IllegalArgumentException(
          "The attribute "
              + name
              + " contains a "
              + String.valueOf(value == null ? null : value.getClass().getName())
              + "; JSON can hold text, numbers, booleans, null, Instant, bytes, enums, objects and arrays");
    }
  }

  private static boolean isLeaf(@Nullable Object value) {
    return value == null
        || value instanceof CharSequence
        || value instanceof Boolean
        || value instanceof Instant
        || value instanceof byte[]
        || value instanceof Buffer
        || value instanceof Enum<?>;
  }

  private static void checkFinite(String name, Number number) {
    if (!Double.isFinite(number.doubleValue())
        && (number instanceof Double || number instanceof Float)) {
      throw new IllegalArgumentException(
          "The attribute " + name + " contains " + number + ", for which JSON has no number");
    }
  }
}
