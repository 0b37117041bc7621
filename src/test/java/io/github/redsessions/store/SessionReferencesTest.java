package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.Secret;
import org.junit.jupiter.api.Test;

/** Row A3: what names a session in the audit opens and finds nothing. */
class SessionReferencesTest {

  private static final String HANDLE = "AAECAwQFBgcICQoLDA0ODw";

  private final SessionReferences keyed = new SessionReferences(new Secret("k".repeat(32)));
  private final SessionReferences open = new SessionReferences(null);

  /** The expected values are those of openssl dgst. */
  @Test
  void a3_reference_isTheHmacOfTheHandle_orItsHashWithoutAKey() {
    assertThat(keyed.of(HANDLE)).isEqualTo("LZRO2EDQ9Q-sZRZA");
    assertThat(open.of(HANDLE)).isEqualTo("d3WqZE37WpeiemAH");
  }

  @Test
  void a3_reference_isThatOfTheHandle_forAllIdsOfASession() {
    String rotated = HANDLE + "r".repeat(43);

    assertThat(keyed.of(HANDLE + "s".repeat(43) + ".k1.mac")).isEqualTo(keyed.of(HANDLE));
    assertThat(keyed.of(rotated)).isEqualTo(keyed.of(HANDLE));
    assertThat(keyed.of("B" + HANDLE.substring(1))).isNotEqualTo(keyed.of(HANDLE));
  }

  @Test
  void a3_reference_differsByTheKey() {
    assertThat(new SessionReferences(new Secret("l".repeat(32))).of(HANDLE))
        .isNotEqualTo(keyed.of(HANDLE));
  }

  @Test
  void a3_token_inTheLog_showsNeitherHandleNorSecret() {
    SessionToken token = new SessionToken(HANDLE, "s".repeat(43), 0);

    assertThat(token).hasToString("session " + open.of(HANDLE));
  }
}
