package io.github.redsessions.examples.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentinelFailoverTest {

  private static final int VISITS = 12;

  /** The first visits let the replicas and the sentinels find each other. */
  @Test
  void visits_areAllCounted_whileThePrimaryDies() throws Exception {
    List<String> answers = SentinelFailover.watch(VISITS, VISITS / 2, 300);

    assertThat(answers)
        .isEqualTo(IntStream.rangeClosed(1, VISITS).mapToObj(n -> "200 visit " + n).toList());
  }
}
