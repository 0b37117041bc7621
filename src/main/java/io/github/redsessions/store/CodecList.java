package io.github.redsessions.store;

import io.github.redsessions.AttributeCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the codecs of an application, once, when the sessions are opened. */
final class CodecList {

  private static final Pattern TAG = Pattern.compile("[a-z0-9-]{1,32}");

  /** Tags that mean something else than a type, as that of {@link SecretMask} and of encryption. */
  private static final Set<String> RESERVED = Set.of(AttributeValues.TYPE_TAG, "own", "sealed");

  private final Set<String> tags = new HashSet<>();
  private final Set<Class<?>> types = new HashSet<>();

  private CodecList() {}

  /**
   * Reads tags and types.
   *
   * @throws IllegalArgumentException naming the codec, what was found and what is allowed
   */
  static List<StoredType> read(List<AttributeCodec<?>> codecs) {
    CodecList list = new CodecList();
    return codecs.stream().<StoredType>map(list::checked).toList();
  }

  private <T> StoredType checked(AttributeCodec<T> codec) {
    String by = "The codec " + codec.getClass().getName() + " ";
    // Null is what a codec must not return, and may.
    @Nullable String tag = codec.tag();
    if (tag == null || !TAG.matcher(tag).matches()) {
      throw new IllegalArgumentException(
          by + "has the tag " + tag + ", allowed are 1 to 32 of a to z, 0 to 9 and -");
    } else if (BuiltInTypes.tags().contains(tag) || RESERVED.contains(tag)) {
      throw new IllegalArgumentException(by + "has the tag " + tag + ", which is built in");
    } else if (!tags.add(tag)) {
      throw new IllegalArgumentException(
          by + "has the tag " + tag + ", which another codec of the list has");
    }
    @Nullable Class<T> type = codec.type();
    if (type == null || type.isPrimitive()) {
      throw new IllegalArgumentException(by + "has the type " + type + ", allowed is a class");
    } else if (BuiltInTypes.has(type)) {
      throw new IllegalArgumentException(
          by + "has the type " + type.getName() + ", which is built in");
    } else if (!types.add(type)) {
      throw new IllegalArgumentException(
          by + "has the type " + type.getName() + ", which another codec of the list has");
    }
    return new StoredType(type, "~" + tag + ":", TextForms.ofCodec(tag, type, codec));
  }
}
