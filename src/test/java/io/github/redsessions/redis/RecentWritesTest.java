package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What this process knows and replicas may not know yet. */
class RecentWritesTest {

  private final RecentWrites writes = new RecentWrites(100, 0);

  @Test
  void key_thatWasNotWritten_hasNoMoment() {
    writes.note("other", 5);

    assertThat(writes.momentOf("key", 6)).isEqualTo(ReplicaLag.NEVER);
  }

  @Test
  void key_isRememberedWithItsLastWrite() {
    writes.note("key", 7);
    writes.note("key", 5);

    assertThat(writes.momentOf("key", 8)).isEqualTo(7);
  }

  @Test
  void key_isRememberedForAPeriodAtLeast() {
    writes.note("key", 100);
    writes.note("other", 101);

    assertThat(writes.momentOf("key", 101)).isEqualTo(100);
    assertThat(writes.momentOf("key", 201)).isEqualTo(100);
  }

  @Test
  void key_isForgottenAfterTwoPeriods() {
    writes.note("key", 100);
    writes.note("other", 101);

    assertThat(writes.momentOf("key", 202)).isEqualTo(ReplicaLag.NEVER);
  }

  @Test
  void tooManyKeys_countAsJustWritten_untilTheyAreForgotten() {
    for (int i = 0; i < RecentWrites.MAX_KEYS + 10; i++) {
      writes.note("key" + i, 1);
    }

    assertThat(writes.momentOf("another", 50)).isEqualTo(50);
    assertThat(writes.momentOf("another", 101)).isEqualTo(101);
    assertThat(writes.momentOf("another", 203)).isEqualTo(ReplicaLag.NEVER);
  }
}
