package io.github.redsessions.config;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How attributes are encrypted in Redis: the keys under {@code encryption}. Immutable.
 *
 * <p>Encrypted are the values of all attributes, that which holds the user among them. Readable
 * stay the names of attributes, and what works without the cookie: times, the pseudonym of the user
 * ({@code session.pseudonymKey}), address and user agent of the login, and the level of an
 * elevation. Source: OWASP ASVS 5.0 11.3.2, 11.2.2, rows S2 to S5.
 *
 * @param mode {@code encryption.mode}: {@code none}, {@code key} or {@code cookie}, default {@code
 *     none}
 * @param keys {@code encryption.keys}: the first seals, all open; required with {@code key},
 *     optional with {@code cookie}, where they are added to the cookie's secret; with {@code none}
 *     they only open what was sealed before
 * @param acceptPlaintextUntil {@code encryption.acceptPlaintextUntil}: until when values that are
 *     not encrypted are read, for the way from {@code none} to another mode; a point in time of ISO
 *     8601 with its offset, absent by default: never. Of no effect with {@code none}
 */
public record EncryptionConfig(
    Mode mode, List<EncryptionKey> keys, @Nullable Instant acceptPlaintextUntil) {

  private static final TextRule TIME =
      new TextRule("a time such as 2026-12-31T23:59:00Z", text -> instant(text) != null);

  /** Takes a copy of the list. */
  public EncryptionConfig {
    keys = List.copyOf(keys);
  }

  /** What a value in Redis is encrypted with. */
  public enum Mode {
    /** Nothing: whoever reads Redis reads it. */
    NONE,
    /** A key of the servers. */
    KEY,
    /** The secret in the client's cookie, which neither Redis nor a server keeps. */
    COOKIE
  }

  /**
   * One key of the ring.
   *
   * @param id 1 to 32 characters of {@code A-Z a-z 0-9 _ -}, written beside what it sealed; no two
   *     alike
   * @param secret at least 32 bytes
   */
  public record EncryptionKey(String id, Secret secret) {

    /**
     * Checks keys that come from elsewhere than the configuration as it checks its own.
     *
     * @param keys in the order of the ring
     * @throws ConfigException if there is none, an id is not of the form or twice there, or a
     *     secret is too short
     */
    public static void check(List<EncryptionKey> keys) {
      KeyIds.check(
          "encryptionKeys",
          keys.stream().map(EncryptionKey::id).toList(),
          keys.stream().map(EncryptionKey::secret).toList());
    }

    static @Nullable EncryptionKey read(ConfigReader in) {
      String id = in.requiredText("id", KeyIds.RULE);
      Secret secret = in.requiredSecret("secret", KeyIds.MIN_SECRET_BYTES);
      return id == null || secret == null ? null : new EncryptionKey(id, secret);
    }
  }

  static EncryptionConfig read(ConfigReader in) {
    in.live("keys");
    String until = in.optionalText("acceptPlaintextUntil", TIME);
    EncryptionConfig encryption =
        new EncryptionConfig(
            in.oneOf("mode", Mode.NONE, mode -> mode.name().toLowerCase(Locale.ROOT)),
            in.objects("keys", "objects with id and secret", EncryptionKey::read),
            until == null ? null : instant(until));
    KeyIds.twice(encryption.keys.stream().map(EncryptionKey::id).toList())
        .forEach(problem -> in.problem("keys", problem));
    if (encryption.mode == Mode.KEY && encryption.keys.isEmpty() && in.sound("keys")) {
      in.problem("keys", "found none, allowed 1 or more with encryption.mode key");
    }
    return encryption;
  }

  private static @Nullable Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
