package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a client says it is, on one line. Row A4. */
class UserAgentTextTest {

  @Test
  void nothing_isNothing() {
    assertThat(UserAgentText.of(null)).isNull();
    assertThat(UserAgentText.of("")).isNull();
  }

  @Test
  void a4_whatIsNoVisibleCharacter_isEscaped() {
    assertThat(UserAgentText.of("Mozilla/5.0 é \uD83D\uDE00"))
        .isEqualTo("Mozilla/5.0 é \uD83D\uDE00");
    assertThat(UserAgentText.of("a\r\nb\u0000c\u2028d\u202ee\uD800f"))
        .isEqualTo("a\\u000d\\u000ab\\u0000c\\u2028d\\u202ee\\ud800f");
  }

  @Test
  void a4_long_isCut_andNoCharacterInTwo() {
    assertThat(UserAgentText.of("x".repeat(300))).isEqualTo("x".repeat(256));
    assertThat(UserAgentText.of("x".repeat(255) + "\uD83D\uDE00y")).isEqualTo("x".repeat(255));
    assertThat(UserAgentText.of("x".repeat(250) + "\ny")).isEqualTo("x".repeat(250) + "\\u000a");
    assertThat(UserAgentText.of("x".repeat(251) + "\ny")).isEqualTo("x".repeat(251));
  }
}
