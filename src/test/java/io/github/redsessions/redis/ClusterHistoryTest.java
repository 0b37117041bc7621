package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterHistoryTest {

  private static final long PATIENCE = ClusterHistory.PATIENCE.toNanos();

  private final ClusterHistory history = new ClusterHistory();

  @Test
  void answerThatKnowsLess_countsOnlyWhenNobodyKnowsMoreForAWhile() {
    assertThat(history.accepts(view(7), 0)).isTrue();
    assertThat(history.accepts(view(6), 1)).isFalse();
    assertThat(history.accepts(view(6), PATIENCE)).isFalse();
    assertThat(history.accepts(view(7), PATIENCE)).isTrue();
    assertThat(history.accepts(view(6), PATIENCE + 1)).isFalse();
    assertThat(history.accepts(view(6), 2 * PATIENCE)).isFalse();
    assertThat(history.accepts(view(6), 2 * PATIENCE + 1)).isTrue();
    assertThat(history.accepts(view(6), 2 * PATIENCE + 2)).isTrue();
  }

  private static ClusterView view(long epoch) {
    return new ClusterView(List.of(), epoch, true);
  }
}
