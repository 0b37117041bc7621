package io.github.redsessions.store;

import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads what a client may send as its session cookie. It is refused, or it is exactly what this
 * class writes: one session has one spelling, and one signature per key. Rows G3, C10.
 */
public final class TokenFuzz {

  private static final SigningKey NEW =
      new SigningKey("k2", new Secret("the-new-key-0123456789-0123456789-0123456789"));
  private static final SigningKey OLD =
      new SigningKey("k1", new Secret("the-old-key-0123456789-0123456789-0123456789"));

  private static final KeyRing RING = new KeyRing(List.of(NEW, OLD));
  private static final KeyRing NEW_RING = new KeyRing(List.of(NEW));
  private static final KeyRing OLD_RING = new KeyRing(List.of(OLD));
  private static final String TOKEN = "AAECAwQFBgcICQoLDA0ODw" + "f".repeat(42) + "A";

  private TokenFuzz() {}

  /** Reads an input as the value of a cookie, and as a change of one that is good. */
  public static void fuzzerTestOneInput(byte[] input) {
    String value = new String(input, StandardCharsets.UTF_8);
    token(value);
    signed(value);
    if (input.length >= 3) {
      changed(NEW_RING.sign(TOKEN), input);
      changed(OLD_RING.sign(TOKEN), input);
    }
  }

  private static void token(String value) {
    SessionToken token = SessionToken.parse(value);
    if (token != null) {
      Checks.that(token.text().equals(value), () -> "read as " + token.text());
      Checks.that(SessionToken.isHandle(token.handle()), () -> "a handle that is none");
      Checks.that(token.hasHash(token.secretHash()), () -> "another hash");
      Checks.that(!token.hasHash(token.secret()), () -> "the secret is its own hash");
      Checks.that(!token.toString().contains(token.secret()), () -> "it shows its secret");
    }
  }

  private static void signed(String value) {
    String token = RING.verify(value);
    if (token != null) {
      boolean ours = value.equals(NEW_RING.sign(token)) || value.equals(OLD_RING.sign(token));
      Checks.that(ours, () -> "a signature that this ring doesn't write");
    }
  }

  /** Puts other bytes in the place of some characters. */
  private static void changed(String signed, byte[] input) {
    int from = (input[0] & 0xff) % signed.length();
    int to = from + Math.min(input[1] & 0xff, signed.length() - from);
    String bytes = new String(input, 2, input.length - 2, StandardCharsets.UTF_8);
    String changed = signed.substring(0, from) + bytes + signed.substring(to);
    boolean accepted = RING.verify(changed) != null;
    Checks.that(accepted == changed.equals(signed), () -> "accepted: " + changed);
  }
}
