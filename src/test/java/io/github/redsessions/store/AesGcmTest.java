package io.github.redsessions.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** AES-256-GCM as attributes use it. Rows S2 and S5. */
class AesGcmTest {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ~\n";

  private final SecureRandom random = new SecureRandom();
  private final SecretKey key = key(1);
  private final byte[] bound = "bound".getBytes(UTF_8);

  @Test
  void text_comesBack_andOnlyWithTheSameKeyAndBinding() {
    for (String text : new String[] {"", "a", "ab", "abc", "é\uD83D\uDE00".repeat(9_000)}) {
      String sealed = seal(text);
      assertThat(new String(opened(sealed), UTF_8)).isEqualTo(text);
      assertThat(AesGcm.open(key(2), bound, sealed)).isNull();
      assertThat(AesGcm.open(key, "bounD".getBytes(UTF_8), sealed)).isNull();
    }
  }

  @Test
  void s2_anyOtherCharacterAnywhere_isRejected() {
    for (String text : new String[] {"", "a", "ab", "abc"}) {
      String sealed = seal(text);
      for (int i = 0; i < sealed.length(); i++) {
        for (int j = 0; j < ALPHABET.length(); j++) {
          char other = ALPHABET.charAt(j);
          if (other != sealed.charAt(i)) {
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThat(AesGcm.open(key, bound, changed)).as(changed).isNull();
          }
        }
      }
    }
  }

  @Test
  void s2_anyOtherLength_isRejected() {
    String sealed = seal("text");
    for (int i = 0; i < sealed.length(); i++) {
      assertThat(AesGcm.open(key, bound, sealed.substring(0, i))).isNull();
      assertThat(AesGcm.open(key, bound, sealed.substring(i + 1))).isNull();
    }
    for (String more : new String[] {"A", "AA", "AAAA", "=", "==", "\n"}) {
      assertThat(AesGcm.open(key, bound, sealed + more)).isNull();
      assertThat(AesGcm.open(key, bound, more + sealed)).isNull();
    }
  }

  @Test
  void s5_noncesAndTextsOf20000Seals_areAllDifferent() {
    Set<String> nonces = new HashSet<>();
    Set<String> payloads = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String sealed = seal("the same");
      byte[] bytes = Base64.getUrlDecoder().decode(sealed);
      assertThat(bytes).hasSize(12 + 8 + 16);
      assertThat(nonces.add(sealed.substring(0, 16))).isTrue();
      assertThat(payloads.add(sealed.substring(16))).isTrue();
    }
  }

  private String seal(String text) {
    return AesGcm.seal(key, bound, text.getBytes(UTF_8), random::nextBytes);
  }

  private byte[] opened(String sealed) {
    return Objects.requireNonNull(AesGcm.open(key, bound, sealed));
  }

  private static SecretKey key(int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    return new SecretKeySpec(bytes, "AES");
  }
}
