package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

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
}
