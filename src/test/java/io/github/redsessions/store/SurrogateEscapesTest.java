package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Half of a pair has no form in UTF-8 and would come back as a question mark. */
class SurrogateEscapesTest {

  @ParameterizedTest
  @CsvSource({"\uD800, \\ud800", "\uDBFF, \\udbff", "\uDC00, \\udc00", "\uDFFF, \\udfff"})
  void halfOfAPair_isEscaped_whereverItStands(String half, String escaped) {
    for (String around : new String[] {"", "a", "\uD83D\uDE00"}) {
      assertThat(SurrogateEscapes.isWellFormed(around + half + "b")).isFalse();
      assertThat(SurrogateEscapes.escape(around + half + "b" + half))
          .isEqualTo(around + escaped + "b" + escaped);
    }
  }

  @Test
  void allElse_staysAsItIs() {
    for (String text : new String[] {"", "a", "\uD83D\uDE00", "\uD7FF\uE000"}) {
      assertThat(SurrogateEscapes.isWellFormed(text)).isTrue();
      assertThat(SurrogateEscapes.escape(text)).isSameAs(text);
    }
  }
}
