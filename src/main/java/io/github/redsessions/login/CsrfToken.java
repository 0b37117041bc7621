package io.github.redsessions.login;

import io.vertx.ext.web.Session;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that a request comes from somebody who could read an answer to this session: the
 * HMAC-SHA-256 of a fixed text under the id that only the client knows. So nothing is stored for
 * it, every rotation makes another one, and the id can't be found from it. Source: OWASP CSRF
 * Prevention Cheat Sheet, row X4.
 */
final class CsrfToken {

  /** The header that carries it. */
  static final String HEADER = "X-CSRF-Token";

  /** The field of a form that carries it. */
  static final String FIELD = "_csrf";

  private static final byte[] PURPOSE =
      "io.github.redsessions csrf token".getBytes(StandardCharsets.US_ASCII);

  private CsrfToken() {}

  static String of(Session session) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(session.id().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(PURPOSE));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** Compares in constant time. */
  static boolean matches(Session session, String token) {
    return MessageDigest.isEqual(
        of(session).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
  }
}
