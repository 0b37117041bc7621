package io.github.redsessions.store;

/**
 * What a record says of the login behind a session, and whether it can be read, each of which need
 * not be there.
 */
enum AccountField {

  /** The user's name by {@link Pseudonyms}. */
  USER("u", false),

  /** The number of the last revocation before the login. */
  GENERATION("g", true),

  /** Epoch ms when the generation was last compared with the revocations, 0 for never. */
  CHECKED("k", true),

  /** The address that logged in. */
  ADDRESS("p", false),

  /** The user agent that logged in. */
  AGENT("b", false),

  /** The level of an elevation. */
  LEVEL("l", false),

  /** Epoch ms when the elevation lapses. */
  LEVEL_END("y", true),

  /** Epoch ms since when the record can't be read, a colon, and the id of who found that. */
  QUARANTINED("q", false);

  private final String letter;
  private final boolean numeric;

  AccountField(String letter, boolean numeric) {
    this.letter = letter;
    this.numeric = numeric;
  }

  /** The field of {@link RecordFormat1} that holds it; {@link #QUARANTINED} in every format. */
  String letter() {
    return letter;
  }

  /** Tells whether it is a number, else it is a text. */
  boolean isNumeric() {
    return numeric;
  }
}
