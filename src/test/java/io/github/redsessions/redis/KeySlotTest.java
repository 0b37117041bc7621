package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the cluster specification. */
class KeySlotTest {

  @ParameterizedTest
  @CsvSource({"123456789, 12739", "foo, 12182", "bar, 5061", "hello, 866", "'', 0"})
  void slot_isTheCrcOfTheKey(String key, int slot) {
    assertThat(KeySlot.of(key)).isEqualTo(slot);
  }

  @ParameterizedTest
  @CsvSource({
    "{user1000}.following, user1000",
    "{user1000}.followers, user1000",
    "foo{{bar}}zap, {bar",
    "foo{bar}{zap}, bar",
    "a}b{c}d, c"
  })
  void hashTag_countsAlone(String key, String tag) {
    assertThat(KeySlot.of(key)).isEqualTo(KeySlot.of(tag));
  }

  @Test
  void emptyOrOpenTag_isNone() {
    assertThat(KeySlot.of("foo{}{bar}")).isNotEqualTo(KeySlot.of("bar")).isEqualTo(8363);
    assertThat(KeySlot.of("foo{bar")).isNotEqualTo(KeySlot.of("bar"));
  }
}
