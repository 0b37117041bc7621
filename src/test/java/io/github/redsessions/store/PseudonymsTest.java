package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stands for users in Redis and for sessions in the audit. Rows S9 and A3. */
class PseudonymsTest {

  private static final String HANDLE = "AAECAwQFBgcICQoLDA0ODw";

  private final Pseudonyms open = new Pseudonyms(null);
  private final Pseudonyms keyed = new Pseudonyms(new Secret("k".repeat(32)));
  private final Pseudonyms otherKey = new Pseudonyms(new Secret("l".repeat(32)));

  @Test
  void s9_namesSayNothing_andDifferForWhateverDiffers() {
    List<String> ids =
        List.of(
            "alice", "Alice", "alice ", "", "a:b", "*", "?", "\uD800", "\\ud800", "\uD801", "é");
    Set<String> names = new HashSet<>();
    for (String id : ids) {
      for (Pseudonyms pseudonyms : List.of(open, keyed)) {
        String name = pseudonyms.ofUser(id);
        assertThat(name).matches("[A-Za-z0-9_-]{43}").isEqualTo(pseudonyms.ofUser(id));
        names.add(name);
      }
    }
    // Half of a pair is written as its escape, and so is named as that is.
    assertThat(names).hasSize(2 * (ids.size() - 1));
  }

  @Test
  void s9_anotherKey_makesOtherNames() {
    assertThat(otherKey.ofUser("alice")).isNotEqualTo(keyed.ofUser("alice"));
    assertThat(otherKey.ofAccount("alice")).isNotEqualTo(keyed.ofAccount("alice"));
    assertThat(otherKey.ofSession(HANDLE)).isNotEqualTo(keyed.ofSession(HANDLE));
  }

  @Test
  void s9_accountAndAddressOfOneName_haveNothingInCommon() {
    assertThat(keyed.ofAccount("local"))
        .matches("[A-Za-z0-9_-]{22}")
        .isNotEqualTo(keyed.ofAddress("local"));
    assertThat(keyed.ofAddress("local"))
        .matches("[A-Za-z0-9_-]{22}")
        .isNotEqualTo(keyed.ofAddress("192.0.2.1"));
  }

  /** What is in Redis must be found by the next version. */
  @Test
  void names_stayWhatTheyAre() {
    assertThat(open.ofUser("alice")).isEqualTo("rwOON8SLD1vZ4lHCyN201QEo8takdEcJRMhrcZ0yn-k");
  }

  /** The expected values are those of openssl dgst. */
  @Test
  void a3_session_isTheHmacOfTheHandle_orItsHashWithoutAKey() {
    assertThat(keyed.ofSession(HANDLE)).isEqualTo("LZRO2EDQ9Q-sZRZA");
    assertThat(open.ofSession(HANDLE)).isEqualTo("d3WqZE37WpeiemAH");
  }

  @Test
  void a3_session_isThatOfTheHandle_forAllIdsOfASession() {
    String rotated = HANDLE + "r".repeat(43);

    assertThat(keyed.ofSession(HANDLE + "s".repeat(43) + ".k1.mac"))
        .isEqualTo(keyed.ofSession(HANDLE));
    assertThat(keyed.ofSession(rotated)).isEqualTo(keyed.ofSession(HANDLE));
    assertThat(keyed.ofSession("B" + HANDLE.substring(1))).isNotEqualTo(keyed.ofSession(HANDLE));
  }

  @Test
  void a3_token_inTheLog_showsNeitherHandleNorSecret() {
    SessionToken token = new SessionToken(HANDLE, "s".repeat(43), 0);

    assertThat(token).hasToString("session " + open.ofSession(HANDLE));
  }
}
