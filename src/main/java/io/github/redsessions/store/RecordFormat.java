package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.github.redsessions.redis.Script;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a record lies in Redis. A session is created in the format that {@code session.format} names,
 * and keeps it until it ends: servers of two versions share it as long as both know its format.
 *
 * <p>Of all formats: {@code h} is the SHA-256 of the secret and {@code w} the ids of the last four
 * writes, {@code o} begins with the hash of the secret before the last rotation and {@code u} with
 * the user's name, up to a space or the end, {@code q} says since when the record can't be read,
 * and {@code d.{name}} is an attribute. A field that a version doesn't know is left alone, since a
 * save writes only what changed.
 */
sealed interface RecordFormat permits RecordFormat1, RecordFormat2 {

  /** The field that only records of {@link RecordFormat1} have: their format. */
  char FORMAT = 'f';

  /** The field that records have since {@link RecordFormat2}: it begins with their format. */
  char NUMBERS = 'm';

  char SECRET_HASH = 'h';
  char RETIRED_HASH = 'o';
  char WRITES = 'w';
  char USER = 'u';

  /** Of a record that somebody could not read, see {@link Quarantine}. */
  char QUARANTINED = 'q';

  RecordFormat FIRST = new RecordFormat1();
  RecordFormat SECOND = new RecordFormat2();

  /** Gives the format that {@code session.format} names. */
  static RecordFormat of(int number) {
    return number == 1 ? FIRST : SECOND;
  }

  /**
   * Finds the format of a record.
   *
   * @throws SessionFormatException if this version doesn't know it
   */
  static RecordFormat of(StoredFields fields) {
    if (fields.has(NUMBERS) && !fields.has(FORMAT)) {
      String number = fields.words(NUMBERS).word();
      if (number.equals("2")) {
        return SECOND;
      }
      throw unknown(number);
    }
    String number = Objects.toString(fields.text(FORMAT));
    if (number.equals("1")) {
      return FIRST;
    }
    throw unknown(number);
  }

  private static SessionFormatException unknown(String number) {
    // What isn't a number may be anything, and as long as Redis takes.
    String shown =
        number.matches("\\d{1,9}|null") ? number : "of " + number.length() + " characters";
    return new SessionFormatException(
        "The record has the format version " + shown + "; this version reads 1 and 2");
  }

  /**
   * Reads a record, or one without the hashes of its secrets.
   *
   * @throws SessionFormatException if something else is missing or can't be read
   */
  SessionRecord read(StoredFields fields);

  /** The arguments of the script that creates a record. */
  List<Object> createArguments(RecordSave save);

  /** Gives the script that changes a record. */
  Script saveScript();

  /** The arguments of that script. */
  List<Object> saveArguments(RecordSave save);

  /** Tells whether a record is of a user, by what it holds in {@link #USER}. */
  static boolean isOf(String userRef, @Nullable String stored) {
    return stored != null
        && stored.startsWith(userRef)
        && (stored.length() == userRef.length() || stored.charAt(userRef.length()) == ' ');
  }

  /** Checks how many writes changed a record. */
  static int version(char field, long version) {
    if (version < 1 || version > Integer.MAX_VALUE) {
      throw new SessionFormatException("The field " + field + " of the record is out of bounds");
    }
    return (int) version;
  }
}
