package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which id a session has between its load and its puts. Rows F2, X7. */
class SessionIdsTest {

  private final SessionUnderTest under = new SessionUnderTest();

  @Test
  void f2_newId_isAnnouncedUntilItIsFlushed_andStoredUntilThenIsTheOld() {
    RedisSession session = under.loaded(Map.of());
    String old = session.value();
    assertThat(session.ids().isRotating()).isFalse();
    session.regenerateId();
    assertThat(session.ids().isRotating()).isTrue();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(session.id()).isNotEqualTo(old).startsWith(session.handle());
    assertThat(session.ids().storedValue()).isEqualTo(old);
    session.flushed(true);
    assertThat(session.isRegenerated()).isFalse();
    under.saved(session, 6);
    assertThat(session.ids().isRotating()).isFalse();
    assertThat(session.ids().storedValue()).isEqualTo(session.value());
    RedisSession fresh = under.fresh();
    fresh.regenerateId();
    assertThat(fresh.ids().isRotating()).isFalse();
    assertThat(fresh.ids().storedValue()).isEqualTo(fresh.value());
  }

  @Test
  void confirmation_holdsForLessThanASecond_andForTheStoredIdAlone() {
    RedisSession session = under.loaded(Map.of());
    assertThat(session.ids().isConfirmed()).isFalse();
    under.saved(session, 6);
    assertThat(session.ids().isConfirmed()).isTrue();
    under.clock.advance(Duration.ofMillis(999));
    assertThat(session.ids().isConfirmed()).isTrue();
    under.clock.advance(Duration.ofMillis(1));
    assertThat(session.ids().isConfirmed()).isFalse();
    under.saved(session, 7);
    session.regenerateId();
    assertThat(session.ids().isConfirmed()).isFalse();
    under.saved(session, 8);
    session.destroy();
    assertThat(session.ids().isConfirmed()).isFalse();
  }
}
