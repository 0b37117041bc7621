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
 * Stands in for names in keys: 22 characters that tell the name only to who has {@code
 * session.pseudonymKey} and tries it out. HMAC-SHA-256, or SHA-256 without a key. Safe for use by
 * many threads.
 */
final class NameHash {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private final @Nullable SecretKeySpec key;

  NameHash(@Nullable Secret key) {
    this.key = key == null ? null : new SecretKeySpec(key.bytes(), ALGORITHM);
  }

  /**
   * Hashes a name.
   *
   * @param kind what it names, so that an account and an address of one name differ
   */
  String of(String kind, String name) {
    byte[] text = (kind + ":" + name).getBytes(StandardCharsets.UTF_8);
    byte[] hash = Arrays.copyOf(hash(text), BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  private byte[] hash(byte[] text) {
    try {
      if (key == null) {
        return MessageDigest.getInstance("SHA-256").digest(text);
      }
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }
}
