package io.github.redsessions.metrics;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.metrics.Latencies.Snapshot;
import org.junit.jupiter.api.Test;

/** Times in ranges. */
class LatenciesTest {

  private final Latencies latencies = new Latencies();

  @Test
  void none_isZero() {
    assertThat(Snapshot.NONE.count()).isZero();
    assertThat(Snapshot.NONE.meanMillis()).isZero();
    assertThat(Snapshot.NONE.millisWithin(0.99)).isZero();
    assertThat(latencies.snapshot()).isEqualTo(Snapshot.NONE);
  }

  @Test
  void percentiles_areTheUpperBoundsOfTheirRanges() {
    for (int i = 0; i < 99; i++) {
      latencies.record(MILLISECONDS.toNanos(1));
    }
    latencies.record(MILLISECONDS.toNanos(101));
    Snapshot all = latencies.snapshot();

    assertThat(all.count()).isEqualTo(100);
    assertThat(all.meanMillis()).isEqualTo(2);
    assertThat(all.millisWithin(0.5)).isEqualTo(1);
    assertThat(all.millisWithin(0.99)).isEqualTo(1);
    assertThat(all.millisWithin(1)).isEqualTo(250);
  }

  @Test
  void longerThanAllBounds_isInTheLast() {
    latencies.record(MILLISECONDS.toNanos(60_000));

    assertThat(latencies.snapshot().millisWithin(0.5)).isEqualTo(10_000);
    assertThat(latencies.snapshot().within()).last().isEqualTo(1L);
  }

  @Test
  void differences_areWhatCameSince() {
    latencies.record(100);
    Snapshot before = latencies.snapshot();
    latencies.record(MILLISECONDS.toNanos(3));
    Snapshot since = latencies.snapshot().since(before);

    assertThat(since.count()).isEqualTo(1);
    assertThat(since.millisWithin(0.99)).isEqualTo(5);
    assertThat(since.plus(before)).isEqualTo(latencies.snapshot());
  }
}
