package io.github.redsessions.store;

import io.github.redsessions.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What stands for users, accounts and addresses in the names of keys, and for sessions in audit
 * events, since more people see those than what is in Redis: base64url of the HMAC-SHA-256 under
 * {@code session.pseudonymKey}, or of the SHA-256 without that key. All servers that have the same
 * key have the same pseudonyms.
 *
 * <p>Without a key whoever sees a pseudonym can try out names. A session's handle is random and
 * can't be tried out, but who has seen it finds its events. Source: OWASP ASVS 5.0 16.2.5, rows S9
 * and A3. Safe for use from any thread.
 */
public final class Pseudonyms {

  // What is hashed, so that a user and an account of one name have nothing in common.
  private static final String USER = "io.github.redsessions.user\n";
  private static final String SESSION = "redsessions audit session\0";
  private static final String ACCOUNT = "account:";
  private static final String ADDRESS = "address:";

  private static final int USER_BYTES = 32;
  private static final int SESSION_BYTES = 12;
  private static final int COUNTED_BYTES = 16;

  private static final Pseudonyms WITHOUT_KEY = new Pseudonyms(null);

  private final @Nullable HmacSha256 mac;

  /**
   * Makes the pseudonyms of one application.
   *
   * @param pseudonymKey {@code session.pseudonymKey}
   */
  public Pseudonyms(@Nullable Secret pseudonymKey) {
    this.mac = pseudonymKey == null ? null : HmacSha256.under(pseudonymKey);
  }

  /** The pseudonym that a session has without a key, for the log. */
  static String withoutKey(String handle) {
    return WITHOUT_KEY.ofSession(handle);
  }

  /** Names a user in the keys of the index and of the revocations: 43 characters. */
  String ofUser(String userId) {
    // Half of a surrogate pair would become a question mark, and the user another one.
    return hash(USER, SurrogateEscapes.escape(userId), USER_BYTES);
  }

  /** Names an account in the keys that count its logins: 22 characters. */
  String ofAccount(String account) {
    return hash(ACCOUNT, account, COUNTED_BYTES);
  }

  /** Names an address in the keys that count its logins: 22 characters. */
  String ofAddress(String block) {
    return hash(ADDRESS, block, COUNTED_BYTES);
  }

  /**
   * Names a session in audit events. It has one name for all of its life, however often its id is
   * rotated.
   *
   * @param handle {@code RedisSession.handle()}; of a whole id or cookie value, the handle in it
   *     counts
   * @return 16 characters of base64url
   */
  public String ofSession(String handle) {
    int length = Math.min(handle.length(), SessionToken.HANDLE_LENGTH);
    return hash(SESSION, handle.substring(0, length), SESSION_BYTES);
  }

  private String hash(String kind, String name, int bytes) {
    byte[] text = (kind + name).getBytes(StandardCharsets.UTF_8);
    byte[] hash = Arrays.copyOf(hash(text), bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  private byte[] hash(byte[] text) {
    return mac == null ? Sha256.hash(text) : mac.of(text);
  }
}
