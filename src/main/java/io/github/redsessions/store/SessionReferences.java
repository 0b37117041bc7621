package io.github.redsessions.store;

import io.github.redsessions.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Names sessions in audit events, where their handles must not be: 96 bits of the HMAC-SHA-256 of
 * the handle under {@code session.pseudonymKey}, or of its SHA-256 without that key. A session has
 * one name for all of its life, however often its id is rotated, on all servers that have the same
 * key.
 *
 * <p>A handle is random and can't be found by trying, with or without a key; but without one, who
 * has seen the handle of a session finds its events. Source: OWASP ASVS 5.0 16.2.5, row A3. Safe
 * for use from any thread.
 */
public final class SessionReferences {

  private static final String HMAC = "HmacSHA256";
  private static final int BYTES = 12;

  /** Says what is hashed, so that the same key hashes other things to other values. */
  private static final byte[] DOMAIN =
      "redsessions audit session\0".getBytes(StandardCharsets.US_ASCII);

  private static final SessionReferences WITHOUT_KEY = new SessionReferences(null);

  private final @Nullable SecretKeySpec key;

  /**
   * Makes the names of one application.
   *
   * @param pseudonymKey {@code session.pseudonymKey}
   */
  public SessionReferences(@Nullable Secret pseudonymKey) {
    this.key = pseudonymKey == null ? null : new SecretKeySpec(pseudonymKey.bytes(), HMAC);
  }

  /** The name that a session has without a key, for the log. */
  static String withoutKey(String handle) {
    return WITHOUT_KEY.of(handle);
  }

  /**
   * Names a session.
   *
   * @param handle {@code RedisSession.handle()}; of a whole id or cookie value, the handle in it
   *     counts
   * @return 16 characters of base64url
   */
  public String of(String handle) {
    String text = handle.substring(0, Math.min(handle.length(), SessionToken.HANDLE_LENGTH));
    byte[] hash = hash(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
  }

  private byte[] hash(byte[] handle) {
    try {
      if (key == null) {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(DOMAIN);
        return sha256.digest(handle);
      }
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update(DOMAIN);
      return mac.doFinal(handle);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }
}
