package io.github.redsessions.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the built-in types are written as components of a record, whose declaration says which type
 * is meant: numbers as numbers, and what JSON doesn't have as text.
 */
final class ScalarForm implements ValueForm {

  private static final Map<Class<?>, ValueForm> FORMS = new HashMap<>();

  static {
    add(String.class, value -> value, json -> (String) json);
    add(Boolean.class, value -> value, json -> (Boolean) json);
    add(
        Integer.class,
        value -> value,
        json -> (int) integral(json, Integer.MIN_VALUE, Integer.MAX_VALUE));
    add(Long.class, value -> value, json -> integral(json, Long.MIN_VALUE, Long.MAX_VALUE));
    add(
        Short.class,
        value -> value,
        json -> (short) integral(json, Short.MIN_VALUE, Short.MAX_VALUE));
    add(Byte.class, value -> value, json -> (byte) integral(json, Byte.MIN_VALUE, Byte.MAX_VALUE));
    add(Double.class, ScalarForm::number, ScalarForm::real);
    // As the double that it is exactly, since it is read as one.
    add(Float.class, value -> number(value.doubleValue()), json -> (float) real(json));
    add(Character.class, String::valueOf, ScalarForm::character);
    add(Instant.class, Instant::toString, json -> Instant.parse((String) json));
    add(UUID.class, UUID::toString, json -> UUID.fromString((String) json));
    FORMS.put(boolean.class, FORMS.get(Boolean.class));
    FORMS.put(int.class, FORMS.get(Integer.class));
    FORMS.put(long.class, FORMS.get(Long.class));
    FORMS.put(short.class, FORMS.get(Short.class));
    FORMS.put(byte.class, FORMS.get(Byte.class));
    FORMS.put(double.class, FORMS.get(Double.class));
    FORMS.put(float.class, FORMS.get(Float.class));
    FORMS.put(char.class, FORMS.get(Character.class));
    FORMS.put(
        BigDecimal.class,
        new ScalarForm(
            (name, value, depth) -> {
              JsonCheck.checkDigits(name, (BigDecimal) value);
              return value.toString();
            },
            json -> BuiltInTypes.decimal((String) json),
            false));
    FORMS.put(JsonObject.class, new ScalarForm(ScalarForm::checked, ScalarForm::object, true));
    FORMS.put(
        JsonArray.class,
        new ScalarForm(ScalarForm::checked, json -> new JsonArray((List<?>) json), true));
    FORMS.put(
        Buffer.class,
        new ScalarForm(
            (name, value, depth) -> BuiltInTypes.text(((Buffer) value).getBytes()),
            json -> Buffer.buffer(BuiltInTypes.bytes((String) json)),
            true));
    FORMS.put(
        byte[].class,
        new ScalarForm(
            (name, value, depth) -> BuiltInTypes.text((byte[]) value),
            json -> BuiltInTypes.bytes((String) json),
            true));
  }

  private final Writer writer;
  private final Function<Object, Object> reader;
  private final boolean mutable;

  private ScalarForm(Writer writer, Function<Object, Object> reader, boolean mutable) {
    this.writer = writer;
    this.reader = reader;
    this.mutable = mutable;
  }

  /** The form of a built-in type, null if it isn't one that a record may have. */
  static @Nullable ValueForm of(Class<?> type) {
    return FORMS.get(type);
  }

  @Override
  public Object toJson(String name, Object value, int depth) {
    return writer.write(name, value, depth);
  }

  @Override
  public Object fromJson(String name, Object json) {
    return reader.apply(json);
  }

  @Override
  public boolean isMutable() {
    return mutable;
  }

  private static <T> void add(
      Class<T> type, Function<T, Object> writer, Function<Object, Object> reader) {
    FORMS.put(
        type,
        new ScalarForm((name, value, depth) -> writer.apply(type.cast(value)), reader, false));
  }

  private static Object checked(String name, Object value, int depth) {
    JsonCheck.check(name, value, depth);
    return value;
  }

  @SuppressWarnings("unchecked")
  private static JsonObject object(Object json) {
    return new JsonObject((Map<String, Object>) json);
  }

  private static long integral(Object json, long min, long max) {
    if (!(json instanceof Integer || json instanceof Long)) {
      throw new NumberFormatException("Not a whole number");
    }
    long number = ((Number) json).longValue();
    if (number < min || number > max) {
      throw new NumberFormatException("Out of range");
    }
    return number;
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? value : (Object) Double.toString(value);
  }

  private static double real(Object json) {
    return json instanceof String text ? Double.parseDouble(text) : ((Number) json).doubleValue();
  }

  private static char character(Object json) {
    String text = (String) json;
    if (text.length() != 1) {
      throw new IllegalArgumentException("Not one character");
    }
    return text.charAt(0);
  }

  /** Writes a value of an attribute at a depth. */
  private interface Writer {
    Object write(String name, Object value, int depth);
  }
}
