package io.github.redsessions.store;

import io.github.redsessions.SessionFormatException;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds of one session: a hash with one-letter fields of this class, and a field {@code
 * d.{name}} per attribute.
 *
 * <p>Fields this class doesn't know are left alone, since a save writes only what changed.
 *
 * @param secretHash {@code h}: SHA-256 of the secret
 * @param retiredHash {@code o}: that of the secret before the last rotation
 * @param rotated {@code r}: epoch ms of that rotation; for a record of before this field the last
 *     access, before which it happened; null if there was none
 * @param created {@code c}: epoch ms
 * @param lastAccess {@code a}: epoch ms, as of the last write
 * @param idleTimeout {@code i}: ms
 * @param deadline {@code x}: epoch ms after which nothing extends it
 * @param authenticated {@code t}: epoch ms when credentials were last proven, 0 for never
 * @param account the fields that {@link SessionAccount} names, which need not be there
 * @param version {@code v}: how many writes changed it
 * @param attributes encoded values by attribute name
 */
record SessionRecord(
    String secretHash,
    @Nullable String retiredHash,
    @Nullable Long rotated,
    long created,
    long lastAccess,
    long idleTimeout,
    long deadline,
    long authenticated,
    Map<String, String> account,
    int version,
    Map<String, String> attributes) {

  static final String FORMAT = "1";

  static final String SECRET_HASH = "h";
  static final String RETIRED_HASH = "o";
  static final String ROTATED = "r";
  static final String CREATED = "c";
  static final String LAST_ACCESS = "a";
  static final String IDLE_TIMEOUT = "i";
  static final String DEADLINE = "x";
  static final String AUTHENTICATED = "t";
  static final String VERSION = "v";
  static final String FORMAT_VERSION = "f";
  static final String WRITES = "w";

  private static final String ATTRIBUTE = "d.";

  static String attributeField(String name) {
    return ATTRIBUTE + name;
  }

  /** Reads the reply of HGETALL. */
  static SessionRecord parse(Response fields) {
    Map<String, String> own = new HashMap<>();
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      String field = fields.get(i).toString();
      String value = fields.get(i + 1).toString();
      if (field.startsWith(ATTRIBUTE)) {
        attributes.put(field.substring(ATTRIBUTE.length()), value);
      } else {
        own.put(field, value);
      }
    }
    String format = own.get(FORMAT_VERSION);
    if (!FORMAT.equals(format)) {
      throw new SessionFormatException(
          "The record has the format version " + format + "; this version reads " + FORMAT);
    }
    return new SessionRecord(
        text(own, SECRET_HASH),
        own.get(RETIRED_HASH),
        rotated(own),
        number(own, CREATED),
        number(own, LAST_ACCESS),
        number(own, IDLE_TIMEOUT),
        number(own, DEADLINE),
        own.containsKey(AUTHENTICATED) ? number(own, AUTHENTICATED) : SessionTimes.NEVER,
        account(own),
        version(own),
        attributes);
  }

  /** Both deadlines by the clock of this process, whatever the TTL of the key says. */
  boolean isExpiredAt(long now) {
    return now >= deadline || now - lastAccess >= idleTimeout;
  }

  private static Map<String, String> account(Map<String, String> fields) {
    Map<String, String> account = new HashMap<>();
    for (String field : SessionAccount.FIELDS) {
      String value = fields.get(field);
      if (value != null) {
        account.put(field, value);
      }
    }
    return account;
  }

  /** Tells whether a request with the retired secret may have been under way at the rotation. */
  boolean isWithin(Duration grace, long now) {
    return rotated != null && now - rotated < grace.toMillis();
  }

  private static @Nullable Long rotated(Map<String, String> fields) {
    if (!fields.containsKey(RETIRED_HASH)) {
      return null;
    }
    return number(fields, fields.containsKey(ROTATED) ? ROTATED : LAST_ACCESS);
  }

  private static int version(Map<String, String> fields) {
    long version = number(fields, VERSION);
    if (version < 1 || version > Integer.MAX_VALUE) {
      throw new SessionFormatException("The field " + VERSION + " of the record is out of bounds");
    }
    return (int) version;
  }

  private static String text(Map<String, String> fields, String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new SessionFormatException("The record has no field " + field);
    }
    return value;
  }

  private static long number(Map<String, String> fields, String field) {
    String value = text(fields, field);
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new SessionFormatException("The field " + field + " of the record is not a number", e);
    }
  }
}
