package io.github.redsessions.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A split session id: a handle that names the record, and a secret that proves possession.
 *
 * <p>Written as 22 characters of handle (16 random bytes) and 43 of secret (32 random bytes), both
 * base64url without padding and in canonical form, so that one session has one spelling. An
 * application that demands a longer id with {@code minLength} gets it filled up with {@code ~},
 * which says nothing: 256 random bits are enough. Source: OWASP ASVS 5.0 7.2.3, rows G1 to G4.
 *
 * @param handle names the record; not secret
 * @param secret known to the client alone; Redis holds its SHA-256
 * @param fill how many fill characters follow
 */
record SessionToken(String handle, String secret, int fill) {

  static final int HANDLE_LENGTH = 22;

  /** The longest id that still fits into a cookie of 4096 bytes with its name and signatures. */
  static final int MAX_LENGTH = 3800;

  private static final int SECRET_LENGTH = 43;
  private static final int LENGTH = HANDLE_LENGTH + SECRET_LENGTH;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /** What each character of ASCII stands for: every request asks that for 65 of them. */
  private static final byte[] SEXTETS = sextets();

  /**
   * Makes the id of a new session, longer than {@code minLength} as the stock session handler
   * demands.
   */
  static SessionToken generate(RandomBytes random, int minLength) {
    if (minLength >= MAX_LENGTH) {
      throw new IllegalArgumentException(
          "minLength is " + minLength + "; allowed is up to " + (MAX_LENGTH - 1));
    }
    return new SessionToken(
        encoded(random, 16), encoded(random, 32), Math.max(0, minLength + 1 - LENGTH));
  }

  /** Makes the same handle with another secret. */
  SessionToken withNewSecret(RandomBytes random) {
    return new SessionToken(handle, encoded(random, 32), fill);
  }

  /**
   * Reads an id that a client sent; null unless it has exactly the form that {@link #text()}
   * writes.
   */
  static @Nullable SessionToken parse(String text) {
    if (text.length() < LENGTH || text.length() > MAX_LENGTH) {
      return null;
    }
    for (int i = LENGTH; i < text.length(); i++) {
      if (text.charAt(i) != '~') {
        return null;
      }
    }
    String handle = text.substring(0, HANDLE_LENGTH);
    String secret = text.substring(HANDLE_LENGTH, LENGTH);
    return isCanonical(handle, 4) && isCanonical(secret, 2)
        ? new SessionToken(handle, secret, text.length() - LENGTH)
        : null;
  }

  static boolean isHandle(String text) {
    return text.length() == HANDLE_LENGTH && isCanonical(text, 4);
  }

  /** The id as the client holds it, without signature. */
  String text() {
    return handle + secret + "~".repeat(fill);
  }

  /** What Redis holds instead of the secret: the base64url form of its SHA-256. */
  String secretHash() {
    return new String(secretHashBytes(), StandardCharsets.US_ASCII);
  }

  private byte[] secretHashBytes() {
    return ENCODER.encode(Sha256.hash(secretBytes()));
  }

  /** The secret as the random bytes that it is, for the caller to clear. */
  byte[] secretBytes() {
    return Base64.getUrlDecoder().decode(secret);
  }

  /** Compares the hash of this secret with a stored one, in constant time. */
  boolean hasHash(@Nullable String storedHash) {
    return storedHash != null
        && MessageDigest.isEqual(secretHashBytes(), storedHash.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@inheritDoc} For the log: the same for all ids of a session, and neither the secret nor the
   * handle.
   */
  @Override
  public String toString() {
    return "session " + Pseudonyms.withoutKey(handle);
  }

  private static String encoded(RandomBytes random, int length) {
    byte[] bytes = new byte[length];
    random.next(bytes);
    return ENCODER.encodeToString(bytes);
  }

  /** All characters of the alphabet, and the bits of the last one that carry nothing are zero. */
  private static boolean isCanonical(String text, int spareBits) {
    int all = 0;
    int last = 0;
    for (int i = 0; i < text.length(); i++) {
      last = sextet(text.charAt(i));
      all |= last;
    }
    return all >= 0 && (last & ((1 << spareBits) - 1)) == 0;
  }

  /** The six bits of a character of base64url, -1 for any other character. */
  static int sextet(char c) {
    return c < SEXTETS.length ? SEXTETS[c] : -1;
  }

  private static byte[] sextets() {
    byte[] sextets = new byte[128];
    Arrays.fill(sextets, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      sextets[ALPHABET.charAt(i)] = (byte) i;
    }
    return sextets;
  }
}
