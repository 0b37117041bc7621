package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredWordsTest {

  private static StoredWords words(String text) {
    return new StoredWords('m', text);
  }

  @Test
  void wordsAreReadInTurn() {
    StoredWords words = words("2 -15 - hash-é 9223372036854775807 all that is left");
    assertThat(words.isNone()).isFalse();
    assertThat(words.number()).isEqualTo(2);
    assertThat(words.isNone()).isFalse();
    assertThat(words.number()).isEqualTo(-15);
    assertThat(words.isNone()).isTrue();
    assertThat(words.word()).isEqualTo("hash-é");
    assertThat(words.number()).isEqualTo(Long.MAX_VALUE);
    assertThat(words.isAtEnd()).isFalse();
    assertThat(words.rest()).isEqualTo("all that is left");
    assertThat(words.isAtEnd()).isTrue();
    assertThat(words.rest()).isEmpty();
    assertThat(words.word()).isEmpty();
    assertThat(words.isNone()).isFalse();
    assertThatThrownBy(words::number).isInstanceOf(SessionFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "--1",
        "+1",
        "1x",
        "x",
        "1.0",
        "é",
        "9223372036854775808",
        "9223372036854775817",
        "99999999999999999999",
        " 1"
      })
  void whatIsNoNumber_isATypedErrorThatNamesTheField(String text) {
    assertThatThrownBy(() -> words(text).number())
        .isInstanceOf(SessionFormatException.class)
        .hasMessage("The field m of the record is not a number");
  }

  @Test
  void emptyField_isOneEmptyWord() {
    StoredWords words = words("");
    assertThat(words.isAtEnd()).isFalse();
    assertThat(words.isNone()).isFalse();
    assertThat(words.word()).isEmpty();
    assertThat(words.isAtEnd()).isTrue();
  }
}
