package io.github.redsessions.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what else there is to say of an audit event: texts cleaned, at most 32 values and four
 * levels of them, and nothing but what JSON knows. Where something is left out, {@code truncated}
 * says so.
 */
final class AuditDetails {

  private static final int MAX_VALUES = 32;
  private static final int MAX_DEPTH = 4;
  private static final int MAX_NAME = 64;
  private static final String TRUNCATED = "truncated";

  private final Set<String> reserved;
  private int left = MAX_VALUES;
  private boolean truncated;

  private AuditDetails(Set<String> reserved) {
    this.reserved = reserved;
  }

  /**
   * Puts details into a record.
   *
   * @param wanted tells which of them
   * @param reserved names that they can't have: {@code level} becomes {@code level_}
   */
  static void putAll(
      JsonObject record, JsonObject details, Predicate<String> wanted, Set<String> reserved) {
    AuditDetails cleaner = new AuditDetails(reserved);
    details.getMap().entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey()))
        .forEach(entry -> cleaner.put(record, entry.getKey(), entry.getValue(), MAX_DEPTH));
    if (cleaner.truncated) {
      record.put(TRUNCATED, true);
    }
  }

  private void put(JsonObject target, String name, @Nullable Object value, int depth) {
    if (hasRoom(depth)) {
      // A name that was cleaned may be one of the record's.
      String free = AuditText.clean(name, MAX_NAME);
      while (target.containsKey(free) || (depth == MAX_DEPTH && reserved.contains(free))) {
        free += "_";
      }
      target.put(free, cleaned(value, depth));
    }
  }

  private boolean hasRoom(int depth) {
    if (left > 0 && depth > 0) {
      left--;
      return true;
    }
    truncated = true;
    return false;
  }

  private @Nullable Object cleaned(@Nullable Object value, int depth) {
    if (value instanceof JsonObject object) {
      return cleaned(object.getMap(), depth);
    } else if (value instanceof JsonArray array) {
      return cleaned(array.getList(), depth);
    } else if (value instanceof Map<?, ?> map) {
      JsonObject copy = new JsonObject();
      map.forEach((name, inner) -> put(copy, String.valueOf(name), inner, depth - 1));
      return copy;
    } else if (value instanceof Collection<?> list) {
      JsonArray copy = new JsonArray();
      for (Object inner : list) {
        if (hasRoom(depth - 1)) {
          copy.add(cleaned(inner, depth - 1));
        }
      }
      return copy;
    } else if (value == null || value instanceof Boolean || isSmallNumber(value)) {
      return value;
    } else if (isText(value)) {
      return AuditText.clean(value.toString());
    }
    // Whoever writes a user or an exception into it doesn't know what its text shows.
    return "(" + AuditText.clean(value.getClass().getSimpleName()) + ")";
  }

  private static boolean isSmallNumber(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Double
        || value instanceof Float;
  }

  private static boolean isText(Object value) {
    return value instanceof CharSequence
        || value instanceof Number
        || value instanceof Enum<?>
        || value instanceof Temporal;
  }
}
