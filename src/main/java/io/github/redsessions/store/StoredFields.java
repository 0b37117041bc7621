package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record as Redis sent them: those of one letter, which belong to this module, and
 * the attributes. Any other field is one of a later version, and nobody looks at it.
 *
 * <p>Made for every request: the reply is walked through once, and of what nobody asks for no text
 * is made.
 */
final class StoredFields {

  private static final char FIRST = 'a';
  private static final char LAST = 'z';

  private final @Nullable Buffer[] own = new Buffer[LAST - FIRST + 1];
  private final Map<String, String> attributes = new HashMap<>();

  private StoredFields() {}

  /** Takes the reply of HGETALL. */
  static StoredFields of(Response reply) {
    StoredFields fields = new StoredFields();
    int size = reply.size();
    for (int i = 0; i + 1 < size; i += 2) {
      Buffer name = reply.get(i).toBuffer();
      int length = name.length();
      if (length == 1) {
        fields.put((char) name.getByte(0), reply.get(i + 1));
      } else if (length > 1 && name.getByte(0) == 'd' && name.getByte(1) == '.') {
        fields.attributes.put(name.getString(2, length), reply.get(i + 1).toBuffer().toString());
      }
    }
    return fields;
  }

  /** Takes the reply of HMGET for fields of one letter. */
  static StoredFields of(List<String> names, Response reply) {
    StoredFields fields = new StoredFields();
    for (int i = 0; i < names.size(); i++) {
      fields.put(names.get(i).charAt(0), reply.get(i));
    }
    return fields;
  }

  private void put(char field, @Nullable Response value) {
    if (value != null && field >= FIRST && field <= LAST) {
      own[field - FIRST] = value.toBuffer();
    }
  }

  /** The attributes' texts by name. */
  Map<String, String> attributes() {
    return attributes;
  }

  boolean has(char field) {
    return own[field - FIRST] != null;
  }

  /**
   * Makes sure that there is a field.
   *
   * @throws SessionFormatException if there isn't; names it
   */
  void require(char field) {
    if (!has(field)) {
      throw new SessionFormatException("The record has no field " + field);
    }
  }

  /** The text of a field, empty if there is none. */
  String textOrEmpty(char field) {
    Buffer value = own[field - FIRST];
    return value == null ? "" : value.toString();
  }

  @Nullable String text(char field) {
    Buffer value = own[field - FIRST];
    return value == null ? null : value.toString();
  }

  /**
   * Reads a field word by word.
   *
   * @throws SessionFormatException if there is no such field
   */
  StoredWords words(char field) {
    Buffer value = own[field - FIRST];
    if (value == null) {
      throw new SessionFormatException("The record has no field " + field);
    }
    return new StoredWords(field, value.toString());
  }

  /**
   * Reads a field that is one number.
   *
   * @throws SessionFormatException if it is anything else
   */
  long number(char field) {
    StoredWords words = words(field);
    long number = words.number();
    if (!words.isAtEnd()) {
      throw new SessionFormatException("The field " + field + " of the record is not a number");
    }
    return number;
  }
}
