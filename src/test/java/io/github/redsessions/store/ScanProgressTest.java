package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.LogCapture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the log says of a visit that takes long, and of one that doesn't. */
class ScanProgressTest {

  private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(1));

  @Test
  void longVisit_saysHowFarItIs_everyFewSeconds() {
    try (LogCapture log = new LogCapture()) {
      ScanProgress progress = new ScanProgress("clear()", nanos::get);
      for (int page = 1; page <= 10; page++) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        progress.at(200 * page);
      }
      progress.ended(2100);

      assertThat(log.text().lines())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("INFO").contains("600 sessions so far, 3 s"),
              line -> assertThat(line).contains("1200 sessions so far, 6 s"),
              line -> assertThat(line).contains("1800 sessions so far, 9 s"),
              line -> assertThat(line).contains("clear(): done, 2100 sessions, 10 s"));
    }
  }

  @Test
  void shortVisit_saysNothing() {
    try (LogCapture log = new LogCapture()) {
      ScanProgress progress = new ScanProgress("clear()", nanos::get);
      progress.at(200);
      progress.ended(200);

      assertThat(log.text()).isEmpty();
    }
  }
}
