package io.github.redsessions.store;

import java.util.Arrays;
import javax.crypto.Mac;

/**
 * HKDF with SHA-256, by which one secret becomes many keys that tell nothing of each other. Source:
 * RFC 5869. Java has it from version 24 on only.
 */
final class Hkdf {

  private static final int HASH_BYTES = 32;

  private Hkdf() {}

  /** Makes a key that {@link #expand} can use of a secret that is long enough, but of any form. */
  static byte[] extract(byte[] salt, byte[] secret) {
    return HmacSha256.create(salt.length == 0 ? new byte[HASH_BYTES] : salt).doFinal(secret);
  }

  /**
   * Makes a key of a key, for one purpose.
   *
   * @param purpose two of which have two keys
   * @param length in bytes, up to 8160
   */
  static byte[] expand(byte[] key, byte[] purpose, int length) {
    // A new one each time: one that is kept would keep the key of a session.
    Mac mac = HmacSha256.create(key);
    byte[] result = new byte[length];
    byte[] block = new byte[0];
    for (int at = 0, counter = 1; at < length; at += HASH_BYTES, counter++) {
      mac.update(block);
      mac.update(purpose);
      mac.update((byte) counter);
      block = mac.doFinal();
      System.arraycopy(block, 0, result, at, Math.min(HASH_BYTES, length - at));
    }
    Arrays.fill(block, (byte) 0);
    return result;
  }
}
