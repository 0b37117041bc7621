package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a level lasts, and what its changes do to the id. Row F8. */
class SessionElevationTest {

  private final SessionUnderTest under = new SessionUnderTest();

  @Test
  void f8_elevation_andItsEnds_eachMakeANewId() {
    RedisSession session = under.of(SessionUnderTest.ALICE);
    String id = session.id();
    session.elevation().raise("sudo", Duration.ofSeconds(10));
    assertThat(session.id()).isNotEqualTo(id);
    under.saved(session, 2);
    under.clock.advance(Duration.ofMillis(9_999));
    assertThat(session.elevation().level()).isEqualTo("sudo");
    assertThat(session.elevation().hasLapsed()).isFalse();
    under.clock.advance(Duration.ofMillis(1));
    assertThat(session.elevation().level()).isNull();
    assertThat(session.elevation().hasLapsed()).isTrue();

    String elevated = session.id();
    session.elevation().lapse();
    assertThat(session.ids().isStanding()).isTrue();
    assertThat(session.id()).isNotEqualTo(elevated);
    assertThat(session.elevation().storedLevel()).isNull();
    session.keepId(true);
    assertThat(session.id()).isEqualTo(elevated);
    assertThat(session.ids().isStanding()).isFalse();
    assertThat(session.isRegenerated()).isFalse();
    assertThat(session.content().isSuperseded()).isTrue();
    assertThat(session.elevation().storedLevel()).isEqualTo("sudo");

    session.elevation().lapse();
    under.saved(session, 3);
    assertThat(session.ids().isStanding()).isFalse();
    session.keepId(false);
    assertThat(session.content().isSuperseded()).isFalse();
    RedisSession fresh = under.fresh();
    String kept = fresh.id();
    fresh.keepId(false);
    assertThat(fresh.id()).isEqualTo(kept);
  }

  @Test
  void f8_level_isStoredWithItsEnd_andGoesWithIt() {
    RedisSession session = under.fresh();
    session.elevation().raise("admin", Duration.ofSeconds(1));
    assertThat(session.account().number(AccountField.LEVEL_END))
        .isEqualTo(under.clock.millis() + 1_000);
    session.elevation().drop();
    assertThat(session.account().number(AccountField.LEVEL_END)).isNull();
    assertThat(session.elevation().hasLapsed()).isFalse();
  }
}
