package io.github.redsessions.store;

import io.github.redsessions.config.CookieConfig.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies cookie values with HMAC-SHA-256: {@code token.kid.mac}. The first key signs,
 * all verify.
 *
 * <p>A forged value is refused before Redis is asked anything. Without keys a value is the bare
 * token. Source: OWASP ASVS 5.0 11.2.4, row C10. Safe for use by many threads.
 */
public final class KeyRing {

  /**
   * The most that a signature adds to a token: two dots, a key id of up to 32 characters, 43 of
   * MAC.
   */
  static final int MAX_SUFFIX = 77;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private volatile Keys keys;

  /**
   * Makes a ring.
   *
   * @param keys the first signs, all verify; none for unsigned values
   */
  public KeyRing(List<SigningKey> keys) {
    this.keys = Keys.of(keys);
  }

  /**
   * Puts other keys in the place of all: what is signed or verified from now on is so with them.
   *
   * @param newKeys the first signs, all verify
   */
  public void replace(List<SigningKey> newKeys) {
    keys = Keys.of(newKeys);
  }

  /** Signs a token with the first key. */
  String sign(String token) {
    Keys now = keys;
    return now.signer == null || now.signerId == null
        ? token
        : token + "." + now.signerId + "." + mac(now.signer, now.signerId, token);
  }

  /** Gives the token of a value whose signature is good, or null. */
  @Nullable String verify(String value) {
    Keys now = keys;
    if (now.signer == null) {
      return value;
    }
    int beforeMac = value.lastIndexOf('.');
    int beforeKid = value.lastIndexOf('.', beforeMac - 1);
    if (beforeKid < 0) {
      return null;
    }
    String token = value.substring(0, beforeKid);
    String kid = value.substring(beforeKid + 1, beforeMac);
    HmacSha256 key = now.macs.get(kid);
    if (key == null) {
      return null;
    }
    // Compared as text: a MAC that decodes to the same bytes in another spelling is refused too.
    byte[] expected = mac(key, kid, token).getBytes(StandardCharsets.US_ASCII);
    byte[] found = value.substring(beforeMac + 1).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, found) ? token : null;
  }

  /**
   * The keys of one moment, so that no value is signed with the id of one key and the MAC of
   * another.
   */
  private record Keys(
      Map<String, HmacSha256> macs, @Nullable String signerId, @Nullable HmacSha256 signer) {

    static Keys of(List<SigningKey> keys) {
      Map<String, HmacSha256> macs = new HashMap<>();
      for (SigningKey key : keys) {
        macs.put(key.id(), HmacSha256.under(key.secret()));
      }
      String signerId = keys.isEmpty() ? null : keys.get(0).id();
      return new Keys(macs, signerId, signerId == null ? null : macs.get(signerId));
    }
  }

  private static String mac(HmacSha256 key, String kid, String token) {
    // The key id is signed too, so that a signature can't be moved to another key's name.
    return ENCODER.encodeToString(key.of((kid + "." + token).getBytes(StandardCharsets.UTF_8)));
  }
}
