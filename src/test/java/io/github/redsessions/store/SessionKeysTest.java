package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The names of what is in Redis. Row T4. */
class SessionKeysTest {

  private static final String HANDLE = "AAECAwQFBgcICQoLDA0ODw";

  private final SessionKeys keys = new SessionKeys("app");

  @Test
  void keysAreThoseThatTheManualNames() {
    assertThat(keys.record(HANDLE)).isEqualTo("app:s:" + HANDLE);
    assertThat(keys.recordPrefix()).isEqualTo("app:s:");
    assertThat(keys.index("ref")).isEqualTo("app:u:ref");
    assertThat(keys.numbers()).isEqualTo("app:e");
    assertThat(keys.numberOf("ref")).isEqualTo("app:e:ref");
    assertThat(keys.audit()).isEqualTo("app:audit");
    assertThat(keys.accountAttempts("ref")).isEqualTo("app:t:a:ref");
    assertThat(keys.addressAttempts("ref")).isEqualTo("app:t:i:ref");
    assertThat(keys.allAttempts()).isEqualTo("app:t:g");
    assertThat(keys.probe(7)).isEqualTo("app:r:7");
  }

  @Test
  void onlyTheKeyOfARecord_hasAHandle() {
    assertThat(keys.handleOf(keys.record(HANDLE))).isEqualTo(HANDLE);
    assertThat(keys.isRecord(keys.record(HANDLE))).isTrue();
    for (String other :
        List.of(
            keys.index(HANDLE),
            keys.record(HANDLE.substring(1)),
            keys.record(HANDLE + "A"),
            keys.record("*".repeat(22)),
            "other:s:" + HANDLE,
            "app:s:")) {
      assertThat(keys.handleOf(other)).as(other).isNull();
      assertThat(keys.isRecord(other)).as(other).isFalse();
    }
  }

  /** What a glob means in a prefix is meant literally. */
  @Test
  void t4_patternOfRecords_isOfThisPrefixAlone() {
    String any = "?".repeat(22);
    assertThat(keys.recordPattern()).isEqualTo("app:s:" + any);
    assertThat(new SessionKeys("a*?[]\\^-z").recordPattern())
        .isEqualTo("a\\*\\?\\[\\]\\\\\\^\\-z:s:" + any);
  }

  @Test
  void sample_isOfThePrefix_andNotThere_andOutside() {
    KeySample sample = new KeySample("app", bytes -> bytes[0] = 1);
    assertThat(keys.isRecord(sample.unused())).isTrue();
    assertThat(sample.outside()).isEqualTo("not-" + sample.unused());
    assertThat(sample.pattern()).isEqualTo(keys.recordPattern());
    Set<String> two = Set.of(sample.unused(), new KeySample("app", bytes -> bytes[0] = 2).unused());
    assertThat(two).hasSize(2);
  }
}
