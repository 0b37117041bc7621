package io.github.redsessions.store;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256 in Galois/Counter Mode: what it encrypts can be neither read nor changed without the key.
 * Written as base64url without padding of the nonce, the text and the tag. Source: NIST SP 800-38D,
 * OWASP ASVS 5.0 11.3.2, rows S2 and S5.
 */
final class AesGcm {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  /**
   * One for each thread, for making one costs more than a use of it. It is given a key and a nonce
   * with each use.
   */
  private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(AesGcm::create);

  private AesGcm() {}

  /**
   * Encrypts a text.
   *
   * @param bound what else can't be changed, which is not in the result
   */
  static String seal(SecretKey key, byte[] bound, byte[] text, RandomBytes random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.next(nonce);
    byte[] sealed = new byte[NONCE_BYTES + text.length + TAG_BYTES];
    System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
    try {
      Cipher cipher = CIPHERS.get();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
      cipher.updateAAD(bound);
      cipher.doFinal(text, 0, text.length, sealed, NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java can't encrypt with " + CIPHER, e);
    }
    return ENCODER.encodeToString(sealed);
  }

  /** Decrypts a text; null if it isn't exactly what {@link #seal} made with these arguments. */
  static byte @Nullable [] open(SecretKey key, byte[] bound, String sealed) {
    try {
      byte[] bytes = DECODER.decode(sealed);
      if (bytes.length < NONCE_BYTES + TAG_BYTES || !isCanonical(sealed, bytes.length)) {
        return null;
      }
      Cipher cipher = CIPHERS.get();
      cipher.init(
          Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, bytes, 0, NONCE_BYTES));
      cipher.updateAAD(bound);
      return cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
    } catch (IllegalArgumentException | AEADBadTagException e) {
      // Neither says more than that it was changed, or that the key is another one.
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java can't decrypt with " + CIPHER, e);
    }
  }

  /** Base64 has many spellings of some bytes, of which one alone is ours. */
  private static boolean isCanonical(String text, int bytes) {
    int spareBits = 6 * text.length() - 8 * bytes;
    return spareBits >= 0
        && spareBits < 6
        && (SessionToken.sextet(text.charAt(text.length() - 1)) & ((1 << spareBits) - 1)) == 0;
  }

  private static Cipher create() {
    try {
      return Cipher.getInstance(CIPHER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + CIPHER, e);
    }
  }
}
