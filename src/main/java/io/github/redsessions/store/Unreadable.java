package io.github.redsessions.store;

import java.util.Locale;

/** Why a record can't be read. */
public enum Unreadable {
  /** An encrypted value was changed, moved or cut, or its key is another one of the same name. */
  DAMAGED,
  /** A value was encrypted with a key that isn't there. */
  KEY,
  /** A value is not encrypted, and has to be. */
  PLAINTEXT,
  /** A field of the record itself is missing or damaged, or the record is of another version. */
  FORMAT,
  /** The text of an attribute is of no type that is known here. */
  ATTRIBUTE;

  /**
   * The word for it.
   *
   * @return in lower case
   */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
