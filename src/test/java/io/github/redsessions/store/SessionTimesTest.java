package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Both deadlines to the millisecond. Rows T1, T2 and T3. */
class SessionTimesTest {

  private static final long START = 1_000_000;

  private final SessionTimes times = times(60_000);

  private static SessionTimes times(long idleTimeout) {
    JsonObject session =
        new JsonObject()
            .put("idleTimeoutMs", 60_000)
            .put("absoluteTimeoutMs", 100_000)
            .put("touchIntervalMs", 10_000);
    return SessionTimes.ofNew(
        START,
        idleTimeout,
        SessionsConfig.from(new JsonObject().put("session", session)).session());
  }

  @Test
  void t2_timeToLive_isWhatIsLeftOfTheShorterDeadline() {
    assertThat(times.created()).isEqualTo(START);
    assertThat(times.deadline()).isEqualTo(START + 100_000);
    assertThat(times.ttl(START)).isEqualTo(60_000);
    assertThat(times.ttl(START + 40_001)).isEqualTo(59_999);
    assertThat(times.ttl(START + 100_000)).isZero();
  }

  @Test
  void t1_t2_sessionIsOver_whenOneOfItsDeadlinesHasCome() {
    assertThat(times.isOverAt(START + 59_999)).isFalse();
    assertThat(times.isOverAt(START + 60_000)).isTrue();
    times.stored(START + 50_000);
    assertThat(times.lastStored()).isEqualTo(START + 50_000);
    assertThat(times.isOverAt(START + 60_000)).isFalse();
    assertThat(times.isOverAt(START + 99_999)).isFalse();
    assertThat(times.isOverAt(START + 100_000)).isTrue();
  }

  @Test
  void touch_isDueAfterTheInterval_orHalfOfAShorterLife_whicheverServersClockIsAhead() {
    assertThat(times.isTouchDue(START + 9_999)).isFalse();
    assertThat(times.isTouchDue(START + 10_000)).isTrue();
    assertThat(times.isTouchDue(START - 9_999)).isFalse();
    assertThat(times.isTouchDue(START - 10_000)).isTrue();
    SessionTimes shorter = times(8_000);
    assertThat(shorter.idleTimeout()).isEqualTo(8_000);
    assertThat(shorter.isTouchDue(START + 3_999)).isFalse();
    assertThat(shorter.isTouchDue(START + 4_000)).isTrue();
  }

  @Test
  void t3_provenCredentials_startTheAbsoluteDeadlineAnew_andRedisIsToldOnce() {
    assertThat(times.authenticated()).isEqualTo(SessionTimes.NEVER);
    assertThat(times.isRenewed()).isFalse();
    times.renew(START + 30_000);
    assertThat(times.isRenewed()).isTrue();
    assertThat(times.deadline()).isEqualTo(START + 130_000);
    assertThat(times.authenticated()).isEqualTo(START + 30_000);
    assertThat(times.copy().deadline()).isEqualTo(START + 130_000);
    times.stored(START + 30_000);
    assertThat(times.isRenewed()).isFalse();
  }
}
