package io.github.redsessions.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

  private static final SessionToken TOKEN =
      new SessionToken("AAECAwQFBgcICQoLDA0ODw", "f".repeat(42) + "A", 0);

  /** What is left of it would be the secret. */
  @Test
  void s1_secretInsideOfItself_isRefused() {
    String secret = TOKEN.secret();
    String nested = "\"" + secret.substring(0, 20) + secret + secret.substring(20) + "\"";

    assertThatThrownBy(() -> SecretMask.cover(nested, TOKEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(secret);
    String twice = "\"" + secret + secret + "\"";
    assertThat(SecretMask.uncover("a", SecretMask.cover(twice, TOKEN), TOKEN)).isEqualTo(twice);
  }

  /** Bytes have no quotes around them: the secret may be all there is. */
  @ParameterizedTest
  @ValueSource(strings = {"~buffer:", "~bytes:"})
  void s1_secretInBytes_isCovered_whereverItStands(String tag) {
    for (String content :
        List.of(TOKEN.secret(), "a" + TOKEN.secret(), TOKEN.secret() + "\u00ff" + TOKEN.secret())) {
      String text = tag + base64(content);
      String stored = SecretMask.cover(text, TOKEN);
      assertThat(stored).startsWith("~own:" + TOKEN.secretHash() + ":").doesNotEndWith(text);
      assertThat(new String(Base64.getDecoder().decode(left(stored, tag)), ISO_8859_1))
          .isEqualTo(content.replace(TOKEN.secret(), ""));
      assertThat(SecretMask.uncover("a", stored, TOKEN)).isEqualTo(text);
    }
    String secret = TOKEN.secret();
    String nested = secret.substring(0, 20) + secret + secret.substring(20);
    assertThatThrownBy(() -> SecretMask.cover(tag + base64(nested), TOKEN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String base64(String content) {
    return Base64.getEncoder().encodeToString(content.getBytes(ISO_8859_1));
  }

  private static String left(String stored, String tag) {
    return stored.substring(stored.indexOf(tag) + tag.length());
  }
}
