package io.github.redsessions.store;

import io.github.redsessions.AttributeCodec;
import io.github.redsessions.SessionFormatException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.ClusterSerializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;

/** The types of an application that are written as one text: all but its records. */
final class TextForms {

  private TextForms() {}

  /** The constants of an enum by their names. */
  static ValueForm ofEnum(Class<?> type) {
    Map<String, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
    return new EnumForm(type, Map.copyOf(constants));
  }

  /** What a class writes of itself, in Base64. */
  static ValueForm ofSerializable(Constructor<?> constructor) {
    return new SerializableForm(constructor);
  }

  /** What a codec of the application makes of its values. */
  static <T> ValueForm ofCodec(String tag, Class<T> type, AttributeCodec<T> codec) {
    return new CodecForm<>(tag, type, codec, codec.isMutable());
  }

  private record EnumForm(Class<?> type, Map<String, Object> constants) implements ValueForm {

    @Override
    public Object toJson(String name, Object value, int depth) {
      return ((Enum<?>) value).name();
    }

    @Override
    public Object fromJson(String name, Object json) {
      Object constant = constants.get(json);
      if (constant == null) {
        throw new SessionFormatException(
            "The attribute " + name + " is no constant of " + type.getName());
      }
      return constant;
    }

    @Override
    public boolean isMutable() {
      return false;
    }
  }

  private record SerializableForm(Constructor<?> constructor) implements ValueForm {

    @Override
    public Object toJson(String name, Object value, int depth) {
      Buffer buffer = Buffer.buffer();
      try {
        ((ClusterSerializable) value).writeToBuffer(buffer);
      } catch (Exception | StackOverflowError e) {
        throw unwritable(name, constructor.getDeclaringClass().getName(), e);
      }
      return BuiltInTypes.text(buffer.getBytes());
    }

    @Override
    public Object fromJson(String name, Object json) {
      Buffer buffer = Buffer.buffer(BuiltInTypes.bytes((String) json));
      try {
        ClusterSerializable value = (ClusterSerializable) constructor.newInstance();
        value.readFromBuffer(0, buffer);
        return value;
      } catch (InvocationTargetException e) {
        throw unreadable(name, constructor.getDeclaringClass().getName(), e.getTargetException());
      } catch (Exception | StackOverflowError e) {
        throw unreadable(name, constructor.getDeclaringClass().getName(), e);
      }
    }

    @Override
    public boolean isMutable() {
      return true;
    }
  }

  private record CodecForm<T>(String tag, Class<T> type, AttributeCodec<T> codec, boolean isMutable)
      implements ValueForm {

    @Override
    public Object toJson(String name, Object value, int depth) {
      String text;
      try {
        text = codec.encode(type.cast(value));
      } catch (Exception | StackOverflowError e) {
        throw unwritable(name, "the codec " + tag, e);
      }
      if (text == null || !SurrogateEscapes.isWellFormed(text)) {
        throw new IllegalArgumentException(
            "The attribute "
                + name
                + " can't be written by the codec "
                + tag
                + ": found "
                + (text == null ? "null" : "half of a surrogate pair")
                + ", allowed any well-formed text");
      }
      return text;
    }

    @Override
    public Object fromJson(String name, Object json) {
      Object value;
      try {
        value = codec.decode((String) json);
      } catch (Exception | StackOverflowError e) {
        throw unreadable(name, "the codec " + tag, e);
      }
      if (!type.isInstance(value)) {
        throw new SessionFormatException(
            "The attribute "
                + name
                + " can't be read by the codec "
                + tag
                + ": found "
                + (value == null ? "null" : "a " + value.getClass().getName())
                + ", allowed a "
                + type.getName());
      }
      return value;
    }
  }

  /** Tells what failed, and where, but not its message, which may quote the value. */
  private static IllegalArgumentException unwritable(String name, String by, Throwable e) {
    IllegalArgumentException failure =
        new IllegalArgumentException(
            "The attribute " + name + " can't be written by " + by + ", which threw a " + type(e));
    failure.setStackTrace(e.getStackTrace());
    return failure;
  }

  private static SessionFormatException unreadable(String name, String by, Throwable e) {
    SessionFormatException failure =
        new SessionFormatException(
            "The attribute " + name + " can't be read by " + by + ", which threw a " + type(e));
    failure.setStackTrace(e.getStackTrace());
    return failure;
  }

  private static String type(Throwable e) {
    return e.getClass().getName();
  }
}
