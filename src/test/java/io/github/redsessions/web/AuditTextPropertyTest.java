package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever anybody writes, the line stays one, stays short and shows no id. Rows A3, A4. */
class AuditTextPropertyTest {

  private static final String NOT_SHOWN = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]";
  private static final String ID = "aB3-_".repeat(13);

  @Property
  void a4_anyText_isOneShortLine(@ForAll("texts") String text) {
    String clean = AuditText.clean(text);
    assertThat(clean)
        .hasSizeLessThanOrEqualTo(AuditText.MAX_LENGTH)
        .doesNotContainPattern(NOT_SHOWN);
    assertThat(AuditText.path(text))
        .hasSizeLessThanOrEqualTo(AuditText.MAX_LENGTH)
        .doesNotContainPattern(NOT_SHOWN);
  }

  @Property
  void a3_id_isNotShown(@ForAll("texts") String before, @ForAll("texts") String after) {
    String shown = AuditText.clean(before + ID + after);
    // What is of the alphabet of ids goes with it.
    assertThat(shown).doesNotContain(ID.substring(0, 22), ID.substring(22));
  }

  @Property
  void a4_textsThatDiffer_areShownAsOther(
      @ForAll("short") String one, @ForAll("short") String other) {
    assertThat(AuditText.clean(one).equals(AuditText.clean(other))).isEqualTo(one.equals(other));
  }

  @Provide("short")
  Arbitrary<String> few() {
    return Arbitraries.strings().withChars("\\u000a\n\r\u202e\ud800ab").ofMaxLength(6);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(400),
        Arbitraries.strings().withChars("aB3-_/;.~\n").ofMaxLength(1_200),
        Arbitraries.strings().withCharRange('\ud7f0', '\ue010').ofMaxLength(40),
        Arbitraries.strings().withCharRange('\u2000', '\u2070').ofMaxLength(40));
  }
}
