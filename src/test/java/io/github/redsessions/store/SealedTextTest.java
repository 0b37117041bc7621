package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.EncryptionConfig.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an encrypted value says so. Rows S3, S6. */
class SealedTextTest {

  @Test
  void text_isReadAsItWasWritten() {
    for (SealedText sealed :
        new SealedText[] {
          new SealedText(Mode.KEY, "2026", "payload"),
          new SealedText(Mode.COOKIE, "2026", "pay:load"),
          new SealedText(Mode.COOKIE, "", ""),
        }) {
      assertThat(SealedText.isSealed(sealed.text())).isTrue();
      assertThat(SealedText.parse("name", sealed.text())).isEqualTo(sealed);
    }
    assertThat(new SealedText(Mode.KEY, "k", "p").text()).isEqualTo("~sealed:key:k:p");
    assertThat(new SealedText(Mode.COOKIE, "", "p").text()).isEqualTo("~sealed:cookie::p");
  }

  @Test
  void otherText_isNot() {
    for (String text : new String[] {"\"~sealed:key:k:p\"", "~seal", "", "~own:x"}) {
      assertThat(SealedText.isSealed(text)).isFalse();
      assertThat(SealedText.parse("name", text)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "~sealed:",
        "~sealed:key",
        "~sealed:key:",
        "~sealed:key:k",
        "~sealed:key::p",
        "~sealed:cookie:k",
        "~sealed:keys:k:p",
        "~sealed:ke:k:p",
        "~sealed::k:p",
        "~sealed:none::p",
        "~sealed:KEY:k:p",
        "~sealed:cookies::p"
      })
  void s6_textThatOnlySaysSo_isDamaged_andTheErrorShowsNothingOfIt(String text) {
    assertThatThrownBy(() -> SealedText.parse("name", text))
        .isInstanceOfSatisfying(
            UnreadableException.class, e -> assertThat(e.reason()).isEqualTo(Unreadable.DAMAGED))
        .hasMessage("The attribute name says that it is encrypted, and isn't");
  }
}
