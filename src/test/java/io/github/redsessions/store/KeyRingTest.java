package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row C10: the first key signs, all verify, and nothing but the exact text passes. */
class KeyRingTest {

  private static final SigningKey OLD = new SigningKey("old", new Secret("o".repeat(32)));
  private static final SigningKey NEW = new SigningKey("new", new Secret("n".repeat(32)));
  private static final String TOKEN = "A".repeat(65);

  private final KeyRing ring = new KeyRing(List.of(NEW, OLD));

  @Test
  void c10_firstKeySigns_andItsNameStandsInFrontOfTheMac() {
    assertThat(ring.sign(TOKEN)).matches("A{65}\\.new\\.[A-Za-z0-9_-]{43}");
    assertThat(ring.verify(ring.sign(TOKEN))).isEqualTo(TOKEN);
  }

  @Test
  void c10_valueOfAnOlderKey_verifies_untilTheKeyIsRemoved() {
    String value = new KeyRing(List.of(OLD)).sign(TOKEN);
    assertThat(ring.verify(value)).isEqualTo(TOKEN);
    assertThat(new KeyRing(List.of(NEW)).verify(value)).isNull();
  }

  @Test
  void c10_replacedKeys_holdFromThenOn() {
    KeyRing ring = new KeyRing(List.of(OLD));
    String value = ring.sign(TOKEN);

    ring.replace(List.of(NEW, OLD));
    assertThat(ring.sign(TOKEN)).contains(".new.");
    assertThat(ring.verify(value)).isEqualTo(TOKEN);

    ring.replace(List.of(NEW));
    assertThat(ring.verify(value)).isNull();
    assertThat(ring.verify(TOKEN)).isNull();
  }

  @Test
  void oneChangedCharacter_isRefused_whereverItIs() {
    String value = ring.sign(TOKEN);
    for (int i = 0; i < value.length(); i++) {
      for (char other : "AB.~=é\0".toCharArray()) {
        if (other != value.charAt(i)) {
          String changed = value.substring(0, i) + other + value.substring(i + 1);
          assertThat(ring.verify(changed)).as("position %d", i).isNull();
        }
      }
    }
  }

  @Test
  void valueWithoutOrWithForeignSignature_isRefused() {
    String value = ring.sign(TOKEN);
    String mac = value.substring(value.lastIndexOf('.'));
    for (String wrong :
        List.of(
            "",
            ".",
            "..",
            "...",
            TOKEN,
            TOKEN + ".",
            TOKEN + "..",
            TOKEN + ".new",
            TOKEN + ".new.",
            TOKEN + ".old" + mac,
            TOKEN + mac,
            value + "=",
            value + " ",
            value + value)) {
      assertThat(ring.verify(wrong)).as(wrong).isNull();
    }
  }

  @Test
  void ringWithoutKeys_neitherSignsNorChecks() {
    KeyRing none = new KeyRing(List.of());
    assertThat(none.sign(TOKEN)).isEqualTo(TOKEN);
    assertThat(none.verify(TOKEN)).isEqualTo(TOKEN);
  }

  @Test
  void emptyText_isSignedAndVerifiedLikeAnyOther() {
    assertThat(ring.verify(ring.sign(""))).isEmpty();
    assertThat(ring.verify(".new")).isNull();
  }
}
