package io.github.redsessions.store;

import io.github.redsessions.config.EncryptionConfig;
import io.github.redsessions.config.EncryptionConfig.EncryptionKey;
import io.github.redsessions.config.EncryptionConfig.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What attributes are encrypted with: the ring of the servers' keys, of which the first encrypts
 * and all decrypt, and the mode. No key of the ring encrypts anything itself: each session has keys
 * of its own, which {@link Hkdf} makes of
 *
 * <ul>
 *   <li>mode {@code key}: the key of the ring, for this handle
 *   <li>mode {@code cookie}: the 32 random bytes of the cookie's secret, of which Redis holds a
 *       hash alone, and before them, if there is a ring, a key of it for this handle
 * </ul>
 *
 * <p>So no two sessions share a key, and none shares one with itself after a rotation in mode
 * {@code cookie}. With nonces of 96 random bits one key is good for 2<sup>32</sup> values (NIST SP
 * 800-38D, section 8.3): that many are 99,000 attributes a second, written into one session for the
 * 12 hours that it lives by default. Source: rows S3, S4 and S5. Safe for use by many threads.
 */
public final class SealKeys {

  // What keys are made for. A later way to encrypt has another number, and so other keys.
  private static final String DATA = "redsessions data key 1";
  private static final String SERVER_HALF = "redsessions server half 1";
  private static final byte[] RING_SALT = ascii("redsessions ring 1");
  private static final byte[] COOKIE_SALT = ascii("redsessions cookie 1");

  private static final int KEY_BYTES = 32;

  private final Mode mode;
  private final @Nullable Instant acceptPlaintextUntil;
  private volatile Ring ring;

  /**
   * Reads the keys.
   *
   * @param config the keys under {@code encryption}
   */
  public SealKeys(EncryptionConfig config) {
    this.mode = config.mode();
    this.acceptPlaintextUntil = config.acceptPlaintextUntil();
    this.ring = Ring.of(config.keys());
  }

  /**
   * Puts other keys in the place of all: what is encrypted or decrypted from now on is so with
   * them.
   *
   * @param keys the first encrypts, all decrypt
   */
  public void replace(List<EncryptionKey> keys) {
    ring = Ring.of(keys);
  }

  /** What attributes are encrypted with when they are written. */
  Mode mode() {
    return mode;
  }

  /** Tells whether a value counts that isn't encrypted. */
  boolean acceptPlaintextAt(Instant now) {
    return mode == Mode.NONE
        || (acceptPlaintextUntil != null && now.isBefore(acceptPlaintextUntil));
  }

  /**
   * Tells whether a value is encrypted as it would be now, under the id that its session has.
   *
   * @param kid of the key that encrypted it, empty for none
   */
  boolean isCurrent(Mode sealedBy, String kid) {
    return sealedBy == mode && kid.equals(ring.first);
  }

  /** Makes the key that encrypts values of one session now. */
  DataKey first(SessionToken token) {
    Ring now = ring;
    return now.dataKey(mode, now.first, token);
  }

  /**
   * Makes a key that decrypts values of one session.
   *
   * @param kid of the ring's key, empty for none
   * @throws UnreadableException if the ring has no such key
   */
  DataKey of(Mode sealedBy, String kid, SessionToken token) {
    return ring.dataKey(sealedBy, kid, token);
  }

  /**
   * A key of one session.
   *
   * @param mode what it was made for
   * @param kid the id of the ring's key that it was made of, empty for none
   * @param token the id of the session that it was made of
   * @param key for {@link AesGcm}
   */
  record DataKey(Mode mode, String kid, SessionToken token, SecretKey key) {

    /** Without the key, of which Java would print a hash. */
    @Override
    public String toString() {
      return "key of " + token;
    }

    /** Tells whether a value is encrypted with it. */
    boolean fits(Mode sealedBy, String id, SessionToken now) {
      return mode == sealedBy && kid.equals(id) && (mode == Mode.KEY || token.equals(now));
    }
  }

  private static byte[] ofCookie(
      byte @Nullable [] server, byte[] data, byte[] serverHalf, SessionToken token) {
    byte[] secret = token.secretBytes();
    byte[] half = server == null ? new byte[0] : Hkdf.expand(server, serverHalf, KEY_BYTES);
    byte[] both = Arrays.copyOf(half, half.length + secret.length);
    System.arraycopy(secret, 0, both, half.length, secret.length);
    byte[] extracted = Hkdf.extract(COOKIE_SALT, both);
    byte[] key = Hkdf.expand(extracted, data, KEY_BYTES);
    for (byte[] used : List.of(secret, half, both, extracted)) {
      Arrays.fill(used, (byte) 0);
    }
    return key;
  }

  /** Neither a mode, nor the id of a key, nor a handle has a zero in it. */
  private static byte[] purpose(String what, Mode sealedBy, String kid, SessionToken token) {
    return ascii(what + '\0' + SealedText.word(sealedBy) + '\0' + kid + '\0' + token.handle());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The keys of one moment.
   *
   * @param first the id of the one that encrypts, empty if there is none
   * @param secrets extracted, by id
   */
  private record Ring(String first, Map<String, byte[]> secrets) {

    DataKey dataKey(Mode sealedBy, String kid, SessionToken token) {
      byte[] server = kid.isEmpty() ? null : secrets.get(kid);
      if (server == null && !kid.isEmpty()) {
        throw new UnreadableException(
            Unreadable.KEY, "A value was encrypted with a key that encryption.keys doesn't have");
      }
      byte[] data = purpose(DATA, sealedBy, kid, token);
      byte[] key =
          sealedBy == Mode.KEY && server != null
              ? Hkdf.expand(server, data, KEY_BYTES)
              : ofCookie(server, data, purpose(SERVER_HALF, sealedBy, kid, token), token);
      SecretKey result = new SecretKeySpec(key, "AES");
      Arrays.fill(key, (byte) 0);
      return new DataKey(sealedBy, kid, token, result);
    }

    static Ring of(List<EncryptionKey> keys) {
      Map<String, byte[]> secrets = new HashMap<>();
      for (EncryptionKey key : keys) {
        byte[] secret = key.secret().bytes();
        secrets.put(key.id(), Hkdf.extract(RING_SALT, secret));
        Arrays.fill(secret, (byte) 0);
      }
      return new Ring(keys.isEmpty() ? "" : keys.get(0).id(), secrets);
    }
  }
}
