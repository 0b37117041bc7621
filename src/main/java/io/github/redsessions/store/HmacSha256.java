package io.github.redsessions.store;

import io.github.redsessions.config.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under one key, with one Mac per thread. Safe for use by many threads. */
final class HmacSha256 {

  private static final String ALGORITHM = "HmacSHA256";

  private final ThreadLocal<Mac> mac;

  HmacSha256(byte[] key) {
    SecretKeySpec copy = new SecretKeySpec(key, ALGORITHM);
    this.mac = ThreadLocal.withInitial(() -> create(copy));
  }

  /** Takes a secret of the configuration as the key, and leaves no copy but the key's own. */
  static HmacSha256 under(Secret secret) {
    byte[] copy = secret.bytes();
    try {
      return new HmacSha256(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  byte[] of(byte[] input) {
    // Leaves the Mac as it was when it was new.
    return mac.get().doFinal(input);
  }

  /** Makes a Mac for one use, which nobody keeps. */
  static Mac create(byte[] key) {
    return create(new SecretKeySpec(key, ALGORITHM));
  }

  private static Mac create(SecretKeySpec key) {
    try {
      Mac created = Mac.getInstance(ALGORITHM);
      created.init(key);
      return created;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }
}
