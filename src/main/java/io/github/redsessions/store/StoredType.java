package io.github.redsessions.store;

/**
 * A type of the application as its values are stored.
 *
 * @param type the class of the values
 * @param prefix what tells it from others in Redis: {@code ~tag:} of a codec, {@code ~type:name:}
 *     of a class of {@code session.types}
 * @param form writes and reads what comes behind
 */
record StoredType(Class<?> type, String prefix, ValueForm form) {

  String encode(String name, Object value) {
    Object json = form.toJson(name, value, 0);
    return prefix.concat(json instanceof String text ? text : JsonText.encode(json));
  }

  /** Reads what comes behind the prefix. */
  Object decode(String name, String text) {
    return form.fromJson(name, form instanceof RecordForm ? JsonText.decodeObject(text) : text);
  }
}
