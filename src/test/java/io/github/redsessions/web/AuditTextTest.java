package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody can write into a line of the audit. Rows A3, A4. */
class AuditTextTest {

  private static final String ID = "aB3-_".repeat(13);

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 8, 9, 0xa, 0xd, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x2029,
        0x202e, 0x2066, 0x2069, 0xfeff, 0xd800, 0xdfff
      })
  void a4_characterThatNobodySees_isEscaped(int c) {
    assertThat(AuditText.clean("a" + (char) c + "b")).isEqualTo(String.format("a\\u%04xb", c));
  }

  @Test
  void a4_tagBeyondTheFirstPlane_isEscapedAsAPair() {
    assertThat(AuditText.clean(Character.toString(0xe0041))).isEqualTo("\\udb40\\udc41");
  }

  @Test
  void a4_escapeThatSomebodyWrote_isNotTakenForOurs() {
    assertThat(AuditText.clean("a\\u000ab")).isEqualTo("a\\\\u000ab");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "Zoë \"x\" <y@z>", "用户", "a\ud83d\ude00b"})
  void whatCanBeSeen_staysAsItIs(String text) {
    assertThat(AuditText.clean(text)).isEqualTo(text);
  }

  @Test
  void a4_longText_isCut() {
    assertThat(AuditText.clean("ä".repeat(256))).isEqualTo("ä".repeat(256));
    assertThat(AuditText.clean("ä".repeat(257))).isEqualTo("ä".repeat(255) + "…");
    assertThat(AuditText.clean("ä".repeat(1_000_000))).isEqualTo("ä".repeat(255) + "…");
  }

  @Test
  void a4_textThatGrowsByItsEscapes_isCutBetweenThem() {
    assertThat(AuditText.clean("\n".repeat(50))).isEqualTo("\\u000a".repeat(42) + "…");
    assertThat(AuditText.clean("ä".repeat(250) + "\n")).endsWith("ä\\u000a").hasSize(256);
    assertThat(AuditText.clean("ä".repeat(251) + "\n")).endsWith("ä…").hasSize(252);
    assertThat(AuditText.clean("\ud83d\ude00".repeat(200)))
        .isEqualTo("\ud83d\ude00".repeat(127) + "…");
  }

  @Test
  void a3_whatMayBeAnId_isHidden() {
    assertThat(AuditText.clean("x=" + ID + ".k1.mac;y")).isEqualTo("x=*;y");
    assertThat(AuditText.clean(ID.substring(1))).isEqualTo(ID.substring(1));
  }

  @Test
  void a3_idWhereALongTextIsCut_isHidden() {
    String text = (ID + " ").repeat(15) + " ".repeat(14);
    assertThat(text.length()).isEqualTo(1004);
    assertThat(AuditText.clean(text + ID)).isEqualTo("* ".repeat(15) + " ".repeat(14) + "*…");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b.html, /a/b.html",
    "/how-to-keep-sessions-in-redis, /how-to-keep-sessions-in-redis",
    "/a;jsessionid=1/b;c, /a/b",
    "/reset/3f2504e0-4f89-11d3-9a0c-0305e82c3301, /reset/*",
    "/sessions/AAECAwQFBgcICQoLDA0ODw, /sessions/*",
    "/x(AAECAwQFBgcICQoLDA0ODw)/y, /*/y",
    "/orders/1234567, /orders/1234567",
    "/a%0d%0ab, /a%0d%0ab"
  })
  void a3_path_showsNoParametersAndNoTokens(String path, String shown) {
    assertThat(AuditText.path(path)).isEqualTo(shown);
  }

  @Test
  void a4_longPath_isCut() {
    assertThat(AuditText.path("/a".repeat(5_000))).hasSize(256).endsWith("/…");
  }

  @Test
  void a3_longRunThatNoWordIs_isHiddenInAPath() {
    for (String token : new String[] {"0", "9", "A", "Z"}) {
      assertThat(AuditText.path("/reset/" + "a".repeat(19) + token + "/x")).isEqualTo("/reset/*/x");
    }
    for (String word : new String[] {"a".repeat(20), "A".repeat(20), "a".repeat(18) + "1"}) {
      assertThat(AuditText.path("/" + word)).isEqualTo("/" + word);
    }
  }

  @Test
  void a4_textOfTheMostThatIsLookedAt_isNotCut() {
    assertThat(AuditText.clean("a".repeat(1024))).isEqualTo("*");
    assertThat(AuditText.clean("a".repeat(1025))).isEqualTo("*…");
  }
}
