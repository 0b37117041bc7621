package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes attribute values as text that a person can read in Redis, and reads them back as the same
 * type.
 *
 * <p>JSON where JSON gives back what it was given (String, Boolean, Integer, finite Double,
 * JsonObject, JsonArray); {@code ~type:text} for the rest. The types are a closed list: no text
 * from Redis ever chooses a class. Source: row S6.
 */
final class AttributeCodec {

  private static final String ALLOWED =
      "String, Boolean, Integer, Long, Short, Byte, Float, Double, Character, JsonObject, JsonArray, Buffer, byte[], Instant, UUID,"
          + " BigDecimal, User";

  private static final Map<String, Function<String, Object>> TAGS =
      Map.ofEntries(
          Map.entry("long", Long::valueOf),
          Map.entry("short", Short::valueOf),
          Map.entry("byte", Byte::valueOf),
          Map.entry("float", Float::valueOf),
          Map.entry("double", Double::valueOf),
          Map.entry("char", text -> (char) Integer.parseInt(text)),
          Map.entry("buffer", text -> Buffer.buffer(Base64.getDecoder().decode(text))),
          Map.entry("bytes", text -> Base64.getDecoder().decode(text)),
          Map.entry("instant", Instant::parse),
          Map.entry("uuid", UUID::fromString),
          Map.entry("decimal", BigDecimal::new),
          Map.entry(UserCodec.TAG, UserCodec::decode),
          Map.entry(UserCodec.USER_TAG, UserCodec::decodeUser));

  private AttributeCodec() {}

  /**
   * Writes a value.
   *
   * @throws IllegalArgumentException if it is of a type that can't be stored; names the attribute
   *     and what is allowed
   */
  static String encode(String name, Object value) {
    if (name.equals(UserCodec.ATTRIBUTE) && !UserCodec.isHolder(value)) {
      throw new IllegalArgumentException(
          "The attribute " + name + " belongs to the session handler, which keeps the user there");
    }
    if (value instanceof String || value instanceof Boolean || value instanceof Integer) {
      return SurrogateEscapes.escape(Json.encode(value));
    } else if (value instanceof JsonObject || value instanceof JsonArray) {
      JsonCheck.check(name, value);
      return SurrogateEscapes.escape(Json.encode(value));
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
      return tagged("buffer", Base64.getEncoder().encodeToString(buffer.getBytes()));
    } else if (value instanceof byte[] bytes) {
      return tagged("bytes", Base64.getEncoder().encodeToString(bytes));
    } else if (value instanceof Instant) {
      return tagged("instant", value);
    } else if (value instanceof UUID) {
      return tagged("uuid", value);
    } else if (value instanceof BigDecimal) {
      return tagged("decimal", value);
    } else if (UserCodec.isHolder(value)) {
      return tagged(UserCodec.TAG, UserCodec.encode(value));
    } else if (value instanceof User user) {
      return tagged(UserCodec.USER_TAG, UserCodec.encode(user));
    }
    throw new IllegalArgumentException(
        "The attribute "
            + name
            + " is a "
            + value.getClass().getName()
            + "; a session can store "
            + ALLOWED);
  }

  /**
   * Reads a value.
   *
   * @throws SessionFormatException if the text isn't one that this version writes
   */
  static Object decode(String name, String text) {
    try {
      if (!text.startsWith("~")) {
        Object value = Json.decodeValue(text);
        if (value == null) {
          throw new SessionFormatException("The attribute " + name + " is null");
        }
        return value;
      }
      int colon = text.indexOf(':');
      Function<String, Object> reader = colon < 0 ? null : TAGS.get(text.substring(1, colon));
      if (reader == null) {
        throw new SessionFormatException(
            "The attribute " + name + " has a type that this version doesn't know");
      }
      return reader.apply(text.substring(colon + 1));
    } catch (SessionFormatException e) {
      throw e;
    } catch (RuntimeException e) {
      // Without the cause, whose message quotes the value.
      throw new SessionFormatException("The attribute " + name + " can't be read");
    }
  }

  /**
   * Tells whether a value can change while the session holds it, so that a look at the reference
   * doesn't tell.
   */
  static boolean isMutable(Object value) {
    return value instanceof JsonObject
        || value instanceof JsonArray
        || value instanceof Buffer
        || value instanceof byte[]
        || value instanceof User;
  }

  private static String tagged(String tag, Object text) {
    return "~" + tag + ":" + text;
  }
}
