package io.github.redsessions.store;

/**
 * How the values of one type are written into JSON, and read from it. Safe for use from any thread.
 */
interface ValueForm {

  /**
   * Writes a value.
   *
   * @param name the attribute, for errors
   * @param value of the type
   * @param depth how many objects and arrays it is in
   * @return what {@link JsonText} can write; always a String for a type that isn't written as an
   *     object or an array
   * @throws IllegalArgumentException if it can't be written; names the attribute
   */
  Object toJson(String name, Object value, int depth);

  /**
   * Reads a value.
   *
   * @param name the attribute, for errors
   * @param json what {@link JsonText} has read
   * @throws RuntimeException if it isn't what {@link #toJson} writes
   */
  Object fromJson(String name, Object json);

  /** Tells whether a value can change in place. */
  boolean isMutable();
}
