package io.github.redsessions.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses JSON that couldn't be written, or would come back as something else, while the caller's
 * stack still shows where it came from.
 */
final class JsonCheck {

  static final int MAX_DEPTH = 64;

  private static final int MAX_BITS = (int) (JsonText.MAX_DIGITS * 3.32);

  private JsonCheck() {}

  /**
   * Checks all values inside.
   *
   * @param depth how many objects and arrays the value is in
   * @throws IllegalArgumentException naming the attribute and what is allowed
   */
  static void check(String name, @Nullable Object value, int depth) {
    checkDepth(name, depth);
    if (value instanceof JsonObject object) {
      check(name, object.getMap(), depth);
    } else if (value instanceof JsonArray array) {
      check(name, array.getList(), depth);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, each) -> {
            key(name, key);
            check(name, each, depth + 1);
          });
    } else if (value instanceof List<?> list) {
      for (Object each : list) {
        check(name, each, depth + 1);
      }
    } else if (value instanceof Number number) {
      checkNumber(name, number);
    } else if (!isLeaf(value)) {
      throw new IllegalArgumentException(
          "The attribute "
              + name
              + " contains a "
              + String.valueOf(value == null ? null : value.getClass().getName())
              + "; JSON can hold text, numbers, booleans, null, Instant, bytes, enums, objects and arrays");
    }
  }

  /**
   * Refuses what is nested deeper than a reader follows.
   *
   * @throws IllegalArgumentException naming the attribute and what is allowed
   */
  static void checkDepth(String name, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "The attribute " + name + " is nested deeper than the allowed " + MAX_DEPTH + " levels");
    }
  }

  /**
   * Refuses decimals that are short as text and endless as numbers, as 1E+1000000000 is.
   *
   * @throws IllegalArgumentException naming the attribute and what is allowed
   */
  static void checkDigits(String name, BigDecimal decimal) {
    if (Math.abs((long) decimal.scale()) > JsonText.MAX_DIGITS
        || decimal.precision() > JsonText.MAX_DIGITS) {
      throw new IllegalArgumentException(
          "The attribute "
              + name
              + " has a BigDecimal of "
              + decimal.precision()
              + " digits and the scale "
              + decimal.scale()
              + ", allowed are "
              + JsonText.MAX_DIGITS
              + " digits and a scale from -"
              + JsonText.MAX_DIGITS
              + " to "
              + JsonText.MAX_DIGITS);
    }
  }

  /** Gives the name of a member. */
  static String key(String name, @Nullable Object key) {
    if (key instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "The attribute "
            + name
            + " has a "
            + (key == null ? null : key.getClass().getName())
            + " as a key; JSON has text as keys");
  }

  private static boolean isLeaf(@Nullable Object value) {
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Instant
        || value instanceof byte[]
        || value instanceof Buffer
        || value instanceof Enum<?>;
  }

  private static void checkNumber(String name, Number number) {
    if ((number instanceof Double || number instanceof Float)
        && !Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException(
          "The attribute " + name + " contains " + number + ", for which JSON has no number");
    } else if (number instanceof BigDecimal decimal) {
      checkDigits(name, decimal);
    } else if (number instanceof BigInteger integer && integer.bitLength() > MAX_BITS) {
      throw new IllegalArgumentException(
          "The attribute "
              + name
              + " contains a BigInteger of more than the allowed "
              + JsonText.MAX_DIGITS
              + " digits");
    }
  }
}
