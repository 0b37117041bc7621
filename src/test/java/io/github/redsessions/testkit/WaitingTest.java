package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WaitingTest {

  @Test
  void eventually_repeatsUntilTheCheckHolds() {
    AtomicInteger runs = new AtomicInteger();

    eventually(Duration.ofSeconds(5), () -> assertThat(runs.incrementAndGet()).isEqualTo(3));

    assertThat(runs).hasValue(3);
  }

  @Test
  void eventually_pastTheBound_failsWithTheLastFailure() {
    assertThatThrownBy(
            () -> eventually(Duration.ofMillis(20), () -> assertThat("is").isEqualTo("want")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not so within PT0.02S")
        .hasMessageContaining("want");
  }

  @Test
  void await_givesTheValueAndFailsOnFailure() {
    IllegalStateException failure = new IllegalStateException("broken");

    assertThat(Futures.await(Future.succeededFuture("value"))).isEqualTo("value");
    assertThatThrownBy(() -> Futures.await(Future.failedFuture(failure)))
        .isInstanceOf(AssertionError.class)
        .hasCause(failure);
    assertThat(Futures.failureOf(Future.failedFuture(failure))).isSameAs(failure);
    assertThatThrownBy(() -> Futures.failureOf(Future.succeededFuture("value")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("value");
  }

  @Test
  void clock_movesOnlyWhenTold() {
    MutableClock clock = new MutableClock(Instant.EPOCH);

    clock.advance(Duration.ofSeconds(45));

    assertThat(clock.millis()).isEqualTo(45_000);
  }

  @Test
  void logCapture_holdsEveryLevelAndTheCausesOfExceptions() {
    try (LogCapture log = new LogCapture()) {
      Exception thrown = new IllegalStateException("outer", new RuntimeException("inner"));
      LoggerFactory.getLogger("a.b").trace("traced {}", "argument", thrown);

      assertThat(log.text()).contains("TRACE a.b traced argument", "outer", "inner");
    }
  }

  @Test
  void logCapture_holdsWhatVertxLogs() {
    try (LogCapture log = new LogCapture()) {
      io.vertx.core.internal.logging.LoggerFactory.getLogger("io.vertx.some").warn("from vert.x");

      assertThat(log.text()).contains("WARN io.vertx.some from vert.x");
    }
  }
}
