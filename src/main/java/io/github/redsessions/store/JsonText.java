package io.github.redsessions.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes attributes as JSON and reads them, the same way on every server: by the streaming parser
 * alone, whether or not the application has databind and whatever it allows its mapper to do with a
 * class name, and with bounds of its own. Source: row S6.
 */
final class JsonText {

  /** How deep objects and arrays may be nested, see {@link JsonCheck}. */
  static final int MAX_NESTING = JsonCheck.MAX_DEPTH + 1;

  /** The most digits of a number that is no primitive one. */
  static final int MAX_DIGITS = 1_000;

  private static final JacksonCodec CODEC = new JacksonCodec();

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  // A sign, a point and an exponent, besides the digits.
                  .maxNumberLength(MAX_DIGITS + 20)
                  .build())
          // Names come from Redis: they are not to stay in memory for longer than the session.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private JsonText() {}

  /** Writes a value that {@link JsonCheck} has found good. */
  static String encode(Object value) {
    if (value instanceof Integer || value instanceof Boolean) {
      return value.toString();
    } else if (value instanceof String text && isPlain(text)) {
      return '"' + text + '"';
    }
    return SurrogateEscapes.escape(CODEC.toString(value, false));
  }

  /**
   * Reads any JSON.
   *
   * @return String, Boolean, Number, JsonObject or JsonArray, null for null
   * @throws RuntimeException if it isn't JSON, or not within the bounds; the message quotes it
   */
  static @Nullable Object decode(String text) {
    Object plain = plain(text);
    return plain == null ? JacksonCodec.fromParser(parser(text), Object.class) : plain;
  }

  /**
   * Reads what needs no parser, which is most of what sessions hold: a string without an escape, an
   * int, true and false. A parser costs more than all that a request allocates for a session.
   *
   * @return null for anything else, be it JSON or not
   */
  private static @Nullable Object plain(String text) {
    int last = text.length() - 1;
    if (last > 0 && text.charAt(0) == '"' && text.charAt(last) == '"') {
      String string = text.substring(1, last);
      return isPlain(string) ? string : null;
    } else if (text.equals("true")) {
      return true;
    } else if (text.equals("false")) {
      return false;
    }
    return plainInt(text);
  }

  /** Tells whether a string is written as it is. */
  static boolean isPlain(String string) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Integer plainInt(String text) {
    int length = text.length();
    boolean leadingZero = length > 1 && text.charAt(0) == '0';
    if (length == 0 || length > 9 || leadingZero) {
      return null;
    }
    int number = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /**
   * Reads a JSON object.
   *
   * @throws RuntimeException if it isn't one, or not within the bounds; the message quotes it
   */
  @SuppressWarnings("unchecked")
  static Map<String, Object> decodeObject(String text) {
    return JacksonCodec.fromParser(parser(text), Map.class);
  }

  /**
   * Tells whether all that a text says is within the bounds, be it JSON or not, by a look that is
   * much cheaper than reading it.
   *
   * @return false too if only reading it tells
   */
  static boolean isSurelyBounded(String text) {
    int opened = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[') {
        opened++;
      } else if (c >= '0' && c <= '9') {
        digits++;
      }
    }
    return opened <= MAX_NESTING && digits <= MAX_DIGITS;
  }

  private static JsonParser parser(String text) {
    try {
      return FACTORY.createParser(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
