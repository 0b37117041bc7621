package io.github.redsessions.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How well so little memory counts. */
class DistinctCountTest {

  private static final long MINUTE = 60_000;

  private final DistinctCount count = new DistinctCount();

  @Test
  void nobody_isNone() {
    assertThat(count.estimate(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 10_000, 300_000})
  void many_areCountedWithinTwoPercent(int many) {
    for (int i = 0; i < many; i++) {
      String text = new UUID(i, i * 31L).toString();
      count.mark(0, text);
      count.mark(1, text);
    }

    assertThat(count.estimate(2)).isCloseTo(many, withinPercentage(2));
  }

  @Test
  void more_thanCanBeTold_areVeryMany() {
    for (int i = 0; i < 2_000_000; i++) {
      count.mark(0, new UUID(i, i * 31L).toString());
    }

    assertThat(count.estimate(0)).isBetween(600_000L, 1_000_000L);
  }

  @Test
  void whoCameMoreThanFiveMinutesAgo_isForgotten() {
    count.mark(0, "a");
    count.mark(2 * MINUTE, "b");

    assertThat(count.estimate(4 * MINUTE)).isEqualTo(2);
    assertThat(count.estimate(5 * MINUTE)).isEqualTo(1);
    assertThat(count.estimate(7 * MINUTE)).isZero();
  }

  @Test
  void aMinuteThatComesAgainInTheRing_beginsEmpty() {
    count.mark(0, "a");
    count.mark(5 * MINUTE, "b");

    assertThat(count.estimate(5 * MINUTE)).isEqualTo(1);
  }

  @Test
  void aClockThatIsSetBack_losesNobody() {
    count.mark(5 * MINUTE, "a");
    count.mark(0, "b");

    assertThat(count.estimate(5 * MINUTE)).isEqualTo(2);
  }
}
