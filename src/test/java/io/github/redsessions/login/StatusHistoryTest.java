package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.metrics.Latencies.Snapshot;
import org.junit.jupiter.api.Test;

/** What is remembered of the last half hour. */
class StatusHistoryTest {

  private final StatusHistory history = new StatusHistory();

  private static StatusPoint point(long millis, long sessions, long logins) {
    return new StatusPoint(millis, sessions, 0, logins, 0, 0, Snapshot.NONE);
  }

  @Test
  void oneMoment_hasNoLineYet() {
    history.add(point(0, 3, 4));

    assertThat(history.values(StatusPoint::activeSessions)).isEmpty();
    assertThat(history.perMinute(StatusPoint::logins)).isEmpty();
    assertThat(history.spanMillis()).isZero();
  }

  @Test
  void totals_becomeRates() {
    history.add(point(0, 1, 100));
    history.add(point(10_000, 2, 101));
    history.add(point(30_000, 3, 103));

    assertThat(history.values(StatusPoint::activeSessions)).containsExactly(2.0, 3.0);
    assertThat(history.perMinute(StatusPoint::logins)).containsExactly(6.0, 6.0);
    assertThat(history.spanMillis()).isEqualTo(30_000);
  }

  @Test
  void aClockThatStandsStill_isNoEndlessRate() {
    history.add(point(5, 0, 0));
    history.add(point(5, 0, 1));

    assertThat(history.perMinute(StatusPoint::logins)).containsExactly(60_000.0);
  }

  @Test
  void theOldest_areForgotten() {
    for (int i = 0; i < 1_000; i++) {
      history.add(point(i * StatusHistory.INTERVAL_MS, i, 0));
    }

    assertThat(history.points()).hasSize(181);
    assertThat(history.spanMillis()).isEqualTo(1_800_000);
  }
}
