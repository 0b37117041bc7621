package io.github.redsessions.store;

import io.github.redsessions.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Gives users the names under which Redis knows them: 43 characters of base64url that say nothing
 * of the user id, since the names of keys are seen by more people than their values. The
 * HMAC-SHA-256 of the id with {@code session.pseudonymKey}, or without a key its SHA-256. Source:
 * row S9. Safe for use by many threads.
 */
final class UserRefs {

  private static final String ALGORITHM = "HmacSHA256";

  /** Keeps the hash of a user id from being that of anything else. */
  private static final String DOMAIN = "io.github.redsessions.user\n";

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final @Nullable Mac prototype;

  UserRefs(@Nullable Secret key) {
    this.prototype = key == null ? null : prototype(key.bytes());
  }

  /** Names a user. */
  String of(String userId) {
    // Half of a surrogate pair would become a question mark, and the user another one.
    byte[] text = (DOMAIN + SurrogateEscapes.escape(userId)).getBytes(StandardCharsets.UTF_8);
    return ENCODER.encodeToString(hash(text));
  }

  private byte[] hash(byte[] text) {
    try {
      return prototype == null
          ? MessageDigest.getInstance("SHA-256").digest(text)
          : ((Mac) prototype.clone()).doFinal(text);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("This Java's " + ALGORITHM + " can't be cloned", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  private static Mac prototype(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }
}
