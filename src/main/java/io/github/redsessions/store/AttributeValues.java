package io.github.redsessions.store;

import io.github.redsessions.AttributeCodec;
import io.github.redsessions.SessionFormatException;
import io.github.redsessions.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes attribute values as text and reads them back as the same type: the built-in types, the
 * classes of {@code session.types} and what codecs of the application are for.
 *
 * <p>All types are known when the sessions are opened. A text from Redis chooses one of them by its
 * tag or name, and never a class: CVE-2020-9484, CVE-2025-24813, row S6. Safe for use from any
 * thread.
 */
public final class AttributeValues {

  /** Marks a value of a class of {@code session.types}, whose name follows. */
  static final String TYPE_TAG = "type";

  private static final String TYPE_PREFIX = "~" + TYPE_TAG + ":";

  private final Map<Class<?>, StoredType> byClass = new HashMap<>();
  private final Map<String, StoredType> byTag = new HashMap<>();
  private final Map<String, StoredType> byName = new HashMap<>();

  /** Types of codecs of which values are without being of exactly that class. */
  private final List<StoredType> open;

  private AttributeValues(List<StoredType> codecs, List<StoredType> listed) {
    for (StoredType codec : codecs) {
      byClass.put(codec.type(), codec);
      byTag.put(codec.prefix().substring(1, codec.prefix().length() - 1), codec);
    }
    for (StoredType type : listed) {
      byClass.put(type.type(), type);
      byName.put(type.type().getName(), type);
    }
    open = codecs.stream().filter(c -> Modifier.isAbstract(c.type().getModifiers())).toList();
  }

  /**
   * Looks up the classes. They are neither looked up again later, nor is any other.
   *
   * @param types names of classes, {@code session.types}
   * @param codecs for further types, in the order in which they are asked
   * @param context the loader that is asked first, null for none; then that of this module
   * @return what writes and reads them
   * @throws ConfigException if a class doesn't exist or can't be stored; names each
   * @throws IllegalArgumentException if a codec's tag or type is none, or taken
   */
  public static AttributeValues of(
      List<String> types, List<AttributeCodec<?>> codecs, @Nullable ClassLoader context) {
    List<StoredType> known = CodecList.read(codecs);
    Map<Class<?>, ValueForm> forms = new HashMap<>();
    known.forEach(codec -> forms.put(codec.type(), codec.form()));
    return new AttributeValues(known, new ListedTypes(forms, context).read(types));
  }

  /**
   * Writes a value.
   *
   * @throws IllegalArgumentException if it is of a type that can't be stored; names the attribute
   *     and what is allowed
   */
  String encode(String name, Object value) {
    if (name.equals(UserCodec.ATTRIBUTE) && !UserCodec.isHolder(value)) {
      throw new IllegalArgumentException(
          "The attribute " + name + " belongs to the session handler, which keeps the user there");
    }
    String text = BuiltInTypes.encode(name, value);
    if (text != null) {
      return text;
    }
    StoredType type = typeOf(value);
    if (type == null) {
      throw new IllegalArgumentException(
          "The attribute "
              + name
              + " is a "
              + value.getClass().getName()
              + "; a session can store "
              + BuiltInTypes.NAMES
              + ", the classes of session.types and those with an AttributeCodec");
    }
    return type.encode(name, value);
  }

  /**
   * Reads a value.
   *
   * @throws SessionFormatException if the text isn't one that this version writes
   */
  Object decode(String name, String text) {
    try {
      Object value = read(name, text);
      if (value == null) {
        throw new SessionFormatException("The attribute " + name + " is null");
      }
      return value;
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
  boolean isMutable(Object value) {
    if (BuiltInTypes.isMutable(value)) {
      return true;
    }
    StoredType type = byClass.isEmpty() ? null : typeOf(value);
    return type != null && type.form().isMutable();
  }

  /**
   * Tells whether a value would be written as a text, where that can be told without writing it.
   *
   * @return false if not, or if only {@link #encode} tells
   */
  static boolean isTextOf(Object value, String text) {
    return (value instanceof JsonObject || value instanceof JsonArray)
        && JsonMatch.isTextOf(value, text);
  }

  /**
   * Gives the text with which that of a value is compared to find out whether it has changed since
   * it was read. Another version of the application may have written more of it than this one
   * knows: that alone is no change, or reading it would lose what the other one wrote.
   *
   * @throws SessionFormatException if the value can't be written again
   */
  String comparable(String name, Object read, String text) {
    if (byClass.isEmpty() || BuiltInTypes.isMutable(read) || !isMutable(read)) {
      return text;
    }
    try {
      return encode(name, read);
    } catch (IllegalArgumentException e) {
      throw new SessionFormatException(
          "The attribute " + name + " was read and can't be written again", e);
    }
  }

  private @Nullable Object read(String name, String text) {
    if (text.isEmpty() || text.charAt(0) != '~') {
      Object value = JsonText.decode(text);
      if (value instanceof BigInteger) {
        // Nothing writes such a number there, and it could not be written again.
        throw new SessionFormatException("The attribute " + name + " is a number out of bounds");
      }
      return value;
    }
    if (text.startsWith(TYPE_PREFIX)) {
      int end = text.indexOf(':', TYPE_PREFIX.length());
      StoredType type = end < 0 ? null : byName.get(text.substring(TYPE_PREFIX.length(), end));
      if (type == null) {
        throw new UnknownTypeException(
            "The attribute " + name + " is of a class that session.types doesn't list");
      }
      return type.decode(name, text.substring(end + 1));
    }
    int end = text.indexOf(':');
    String tag = end < 0 ? "" : text.substring(1, end);
    Function<String, Object> builtIn = BuiltInTypes.reader(tag);
    if (builtIn != null) {
      return builtIn.apply(text.substring(end + 1));
    }
    StoredType type = byTag.get(tag);
    if (type == null) {
      throw new UnknownTypeException(
          "The attribute " + name + " has a type that this version doesn't know");
    }
    return type.decode(name, text.substring(end + 1));
  }

  private @Nullable StoredType typeOf(Object value) {
    // A constant with a body has a class of its own.
    Class<?> type =
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    StoredType exact = byClass.get(type);
    for (int i = 0; exact == null && i < open.size(); i++) {
      exact = open.get(i).type().isInstance(value) ? open.get(i) : null;
    }
    return exact;
  }
}
