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
    return SurrogateEscapes.escape(CODEC.toString(value, false));
  }

  /**
   * Reads any JSON.
   *
   * @return String, Boolean, Number, JsonObject or JsonArray, null for null
   * @throws RuntimeException if it isn't JSON, or not within the bounds; the message quotes it
   */
  static @Nullable Object decode(String text) {
    return JacksonCodec.fromParser(parser(text), Object.class);
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

  private static JsonParser parser(String text) {
    try {
      return FACTORY.createParser(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
