package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** The exact forms of ids, at their edges; what they are in general is TokenPropertyTest's. */
class SessionTokenTest {

  private static final RandomBytes RANDOM = new SecureRandom()::nextBytes;
  private static final String HANDLE = "A".repeat(22);
  private static final String SECRET = "A".repeat(43);

  @Test
  void id_isOneLongerThanTheHandlerDemands_andNoLonger() {
    assertThat(SessionToken.generate(RANDOM, 0).text()).hasSize(65);
    assertThat(SessionToken.generate(RANDOM, 64).text()).hasSize(65);
    assertThat(SessionToken.generate(RANDOM, 65).text()).hasSize(66);
    assertThat(SessionToken.generate(RANDOM, 100).text()).hasSize(101);
    String longest = SessionToken.generate(RANDOM, SessionToken.MAX_LENGTH - 1).text();
    assertThat(longest).hasSize(SessionToken.MAX_LENGTH);
    assertThat(SessionToken.parse(longest)).isNotNull();
    assertThat(SessionToken.parse(longest + "~")).isNull();
    assertThatThrownBy(() -> SessionToken.generate(RANDOM, SessionToken.MAX_LENGTH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minLength is 3800; allowed is up to 3799");
  }

  /** Base64 has other spellings of the same bytes, which would be other names of one session. */
  @Test
  void g3_otherSpellingsOfTheSameBytes_areNoIds() {
    assertThat(SessionToken.parse(HANDLE + SECRET)).isNotNull();
    for (char last : "BPZabo159-_".toCharArray()) {
      String handle = HANDLE.substring(1) + last;
      assertThat(SessionToken.parse(handle + SECRET)).as("handle with %s", last).isNull();
      assertThat(SessionToken.isHandle(handle)).as("handle with %s", last).isFalse();
    }
    for (char last : "BFlnz79-_".toCharArray()) {
      assertThat(SessionToken.parse(HANDLE + SECRET.substring(1) + last))
          .as("secret with %s", last)
          .isNull();
    }
    for (char last : "AQgw".toCharArray()) {
      assertThat(SessionToken.isHandle(HANDLE.substring(1) + last)).isTrue();
    }
    assertThat(SessionToken.isHandle(HANDLE + "A")).isFalse();
    assertThat(SessionToken.isHandle("A".repeat(21))).isFalse();
    assertThat(SessionToken.isHandle("=" + HANDLE.substring(1))).isFalse();
  }
}
