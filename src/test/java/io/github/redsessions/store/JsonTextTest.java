package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without a parser is what a parser reads, and nothing else. Row S6. */
class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"\"", "1\"", "\"1", "x\"", "\"x", "01", "00", "007", "+1", "1 2", "1x", "tru"})
  void s6_whatIsNoJson_isRefused(String text) {
    assertThatThrownBy(() -> JsonText.decode(text)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void s6_nothing_isNoNumber() {
    assertThatThrownBy(() -> JsonText.decode("")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void numbers_areReadWithAllTheirDigits() {
    assertThat(JsonText.decode("0")).isEqualTo(0);
    assertThat(JsonText.decode("9")).isEqualTo(9);
    assertThat(JsonText.decode("-7")).isEqualTo(-7);
    assertThat(JsonText.decode("999999999")).isEqualTo(999_999_999);
    assertThat(JsonText.decode("2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThat(JsonText.decode("4294967297")).isEqualTo(4_294_967_297L);
  }

  @Test
  void texts_areReadAsTheyAre_orByTheirEscapes() {
    assertThat(JsonText.decode("\"\"")).isEqualTo("");
    assertThat(JsonText.decode("\"a b\"")).isEqualTo("a b");
    assertThat(JsonText.decode("\"a\\nb\"")).isEqualTo("a\nb");
    assertThat(JsonText.decode("true")).isEqualTo(true);
    assertThat(JsonText.decode("false")).isEqualTo(false);
  }
}
