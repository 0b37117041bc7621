package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Reads what Redis may hold as an attribute. It is one of the allowed types or a typed failure
 * whose message doesn't show it, and what was read is written as what is read as the same. Rows S6,
 * D8.
 */
public final class AttributeFuzz {

  private static final AttributeValues TYPES = AttributeValues.of(List.of(), List.of(), null);
  private static final String NAME = "cart";

  private static final Set<Class<?>> ALLOWED =
      Set.of(
          String.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Short.class,
          Byte.class,
          Float.class,
          Double.class,
          Character.class,
          byte[].class,
          Instant.class,
          UUID.class,
          BigDecimal.class);

  private AttributeFuzz() {}

  /** Reads an input as the text of an attribute. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Object value;
    try {
      value = decode(text);
    } catch (SessionFormatException e) {
      Checks.isSilent(e, text);
      return;
    }
    Checks.that(isAllowed(value), () -> "a value of " + value.getClass());
    String written = encode(value);
    Checks.that(SurrogateEscapes.isWellFormed(written), () -> "half of a pair in the text");
    String again = encode(decode(written));
    // A planted user may say what the first writing leaves out, such as authorizations of none.
    String third = encode(decode(again));
    Checks.that(again.equals(third), () -> "written as " + again + ", then as " + third);
  }

  private static Object decode(String text) {
    return TYPES.decode(NAME, text);
  }

  private static String encode(Object value) {
    return TYPES.encode(UserCodec.isHolder(value) ? UserCodec.ATTRIBUTE : NAME, value);
  }

  private static boolean isAllowed(Object value) {
    return ALLOWED.contains(value.getClass())
        || value instanceof JsonObject
        || value instanceof JsonArray
        || value instanceof Buffer
        || value instanceof User
        || UserCodec.isHolder(value);
  }
}
