package io.github.redsessions.store;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares JSON with the text that {@link JsonText} would make of it, without making it: every
 * request looks whether an object that it has read was changed in place, and mostly none was.
 *
 * <p>It knows what sessions mostly hold. Of anything else it says that it isn't the same, and then
 * the text has to be made and compared.
 */
final class JsonMatch {

  private final String text;
  private int at;

  private JsonMatch(String text) {
    this.text = text;
  }

  /**
   * Tells whether a value would be written as a text.
   *
   * @return true if so; false if not, or if only writing it tells
   */
  static boolean isTextOf(Object value, String text) {
    JsonMatch match = new JsonMatch(text);
    return match.value(value) && match.at == text.length();
  }

  private boolean value(@Nullable Object value) {
    if (value instanceof String string) {
      return string(string);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      return literal(value.toString());
    } else if (value == null) {
      return literal("null");
    } else if (value instanceof JsonObject object) {
      return object(object.getMap());
    } else if (value instanceof Map<?, ?> map) {
      return object(map);
    } else if (value instanceof JsonArray array) {
      return array(array.getList());
    } else if (value instanceof List<?> list) {
      return array(list);
    }
    return false;
  }

  private boolean object(Map<?, ?> members) {
    if (!next('{')) {
      return false;
    }
    boolean first = true;
    for (Map.Entry<?, ?> member : members.entrySet()) {
      if (!(first || next(','))
          || !(member.getKey() instanceof String name && string(name))
          || !next(':')
          || !value(member.getValue())) {
        return false;
      }
      first = false;
    }
    return next('}');
  }

  private boolean array(List<?> values) {
    if (!next('[')) {
      return false;
    }
    boolean first = true;
    for (Object value : values) {
      if (!(first || next(',')) || !value(value)) {
        return false;
      }
      first = false;
    }
    return next(']');
  }

  /** What would be written with an escape is never the same. */
  private boolean string(String string) {
    boolean same = next('"') && text.startsWith(string, at) && JsonText.isPlain(string);
    at += string.length();
    return same && next('"');
  }

  private boolean literal(String literal) {
    boolean same = text.startsWith(literal, at);
    at += literal.length();
    return same;
  }

  private boolean next(char expected) {
    boolean same = at < text.length() && text.charAt(at) == expected;
    at++;
    return same;
  }
}
