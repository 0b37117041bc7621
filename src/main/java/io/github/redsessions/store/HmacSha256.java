package io.github.redsessions.store;

import io.github.redsessions.config.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under one key, with one Mac per thread. Safe for use by many threads. */
final class HmacSha256 {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final ThreadLocal<Mac> mac = ThreadLocal.withInitial(this::create);

  HmacSha256(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
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

  private Mac create() {
    try {
      Mac created = Mac.getInstance(ALGORITHM);
      created.init(key);
      return created;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
  }
}
