package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Both deadlines to the millisecond. Rows T1, T2, T3 and T6. */
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
  void t6_idIsDueToBeRenewed_atTheTimeout_sinceItWasMade() {
    MutableClock clock = new MutableClock();
    long begin = clock.millis();
    SessionTimes renewing =
        SessionTimes.ofNew(
            begin,
            60_000,
            SessionsConfig.from(
                    new JsonObject()
                        .put("session", new JsonObject().put("renewalTimeoutMs", 60_000)))
                .session());
    clock.advance(Duration.ofMillis(59_999));
    assertThat(renewing.isRenewalDue(clock)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(renewing.isRenewalDue(clock)).isTrue();
    assertThat(renewing.copy().isRenewalDue(clock)).isTrue();
    renewing.stored(clock.millis());
    assertThat(renewing.isRenewalDue(clock)).as("another access is no other id").isTrue();
    renewing.newId(begin + 1);
    assertThat(renewing.isRenewalDue(clock)).isFalse();
    renewing.newId(clock.millis() + 1_000_000);
    assertThat(renewing.isRenewalDue(clock)).as("by a server whose clock is ahead").isFalse();
  }

  @Test
  void t6_withoutATimeout_noIdIsTooOld_andNoClockIsAsked() {
    assertThat(
            times.isRenewalDue(
                () -> {
                  throw new AssertionError("asked");
                }))
        .isFalse();
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
