package io.github.redsessions.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The types that every session can store, as text that a person can read in Redis.
 *
 * <p>JSON where JSON gives back what it was given (String, Boolean, Integer, finite Double,
 * JsonObject, JsonArray); {@code ~tag:text} for the rest.
 */
final class BuiltInTypes {

  static final String NAMES =
      "String, Boolean, Integer, Long, Short, Byte, Float, Double, Character, JsonObject, JsonArray, Buffer, byte[], Instant, UUID,"
          + " BigDecimal, User";

  /** What a decimal's text has besides its digits: a sign, a point, zeros and an exponent. */
  private static final int MAX_DECIMAL_LENGTH = JsonText.MAX_DIGITS + 20;

  private static final Map<String, Function<String, Object>> READERS =
      Map.ofEntries(
          Map.entry("long", Long::valueOf),
          Map.entry("short", Short::valueOf),
          Map.entry("byte", Byte::valueOf),
          Map.entry("float", Float::valueOf),
          Map.entry("double", Double::valueOf),
          Map.entry("char", BuiltInTypes::character),
          Map.entry("buffer", text -> Buffer.buffer(bytes(text))),
          Map.entry("bytes", BuiltInTypes::bytes),
          Map.entry("instant", Instant::parse),
          Map.entry("uuid", UUID::fromString),
          Map.entry("decimal", BuiltInTypes::decimal),
          Map.entry(UserCodec.TAG, UserCodec::decode),
          Map.entry(UserCodec.USER_TAG, UserCodec::decodeUser));

  private BuiltInTypes() {}

  /** Their tags. A later one has a character that the tag of no codec has, such as a dot. */
  static Set<String> tags() {
    return READERS.keySet();
  }

  /** Tells whether values of a class are of a built-in type. */
  static boolean has(Class<?> type) {
    return ScalarForm.of(type) != null
        || User.class.isAssignableFrom(type)
        || Buffer.class.isAssignableFrom(type)
        || UserCodec.isHolderClass(type);
  }

  /**
   * Writes a value.
   *
   * @return null if it isn't of a built-in type
   * @throws IllegalArgumentException if it can't be written; names the attribute
   */
  static @Nullable String encode(String name, Object value) {
    if (value instanceof String || value instanceof Boolean || value instanceof Integer) {
      return JsonText.encode(value);
    } else if (value instanceof JsonObject || value instanceof JsonArray) {
      JsonCheck.check(name, value, 0);
      return JsonText.encode(value);
    } else if (value instanceof Double number) {
      return Double.isFinite(number) ? number.toString() : tagged("double", number);
    } else if (value instanceof Long) {
      return tagged("long", value);
    } else if (value instanceof Short) {
      return tagged("short", value);
    } else if (value instanceof Byte) {
      return tagged("byte", value);
    } else if (value instanceof Float) {
      return tagged("float", value);
    } else if (value instanceof Character c) {
      return tagged("char", (int) c);
    } else if (value instanceof Buffer buffer) {
      return tagged("buffer", text(buffer.getBytes()));
    } else if (value instanceof byte[] bytes) {
      return tagged("bytes", text(bytes));
    } else if (value instanceof Instant) {
      return tagged("instant", value);
    } else if (value instanceof UUID) {
      return tagged("uuid", value);
    } else if (value instanceof BigDecimal decimal) {
      JsonCheck.checkDigits(name, decimal);
      return tagged("decimal", value);
    } else if (UserCodec.isHolder(value)) {
      return tagged(UserCodec.TAG, UserCodec.encode(value));
    } else if (value instanceof User user) {
      return tagged(UserCodec.USER_TAG, UserCodec.encode(user));
    }
    return null;
  }

  /** Finds what reads the text behind a tag; null if no built-in type has it. */
  static @Nullable Function<String, Object> reader(String tag) {
    return READERS.get(tag);
  }

  static boolean isMutable(Object value) {
    return value instanceof JsonObject
        || value instanceof JsonArray
        || value instanceof Buffer
        || value instanceof byte[]
        || value instanceof User;
  }

  static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] bytes(String text) {
    return Base64.getDecoder().decode(text);
  }

  /**
   * Reads a decimal that {@link JsonCheck#checkDigits} would let through: with more, reading alone
   * takes long, and whoever calculates with it takes longer.
   */
  static BigDecimal decimal(String text) {
    if (text.length() > MAX_DECIMAL_LENGTH) {
      throw new NumberFormatException("Too many digits");
    }
    BigDecimal decimal = new BigDecimal(text);
    JsonCheck.checkDigits("", decimal);
    return decimal;
  }

  private static Character character(String text) {
    int code = Integer.parseInt(text);
    if (code != (char) code) {
      throw new NumberFormatException("Not a character");
    }
    return (char) code;
  }

  private static String tagged(String tag, Object text) {
    return "~" + tag + ":" + text;
  }
}
