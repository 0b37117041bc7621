package io.github.redsessions.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void aFailure_saysWhatItSaw_andHowToRunItAgain() {
    assertThat(Failure.of("sentinel", 2_027, new AssertionError("1 violations")))
        .hasMessageContaining("1 violations")
        .hasMessageContaining("seed 2027")
        .hasMessageEndingWith(
            "mvn verify -Pchaos -Dit.test='ChaosIT#sentinel' -Dchaos.minutes=3 -Dchaos.seed=2027");
  }
}
