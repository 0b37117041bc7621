package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is counted as whom, and how long. Row B12. */
class UnknownIdsTest {

  private final MutableClock clock = new MutableClock();
  private final Vertx vertx = Vertx.vertx();
  private final SessionsConfig config = SessionsConfig.from(new JsonObject());
  private final UnknownIds ids =
      new UnknownIds(
          100, new ClientAddress(config.http()), new AuditTrail(vertx, config, clock, null), clock);

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void b12_countBeginsAnew_aMinuteAfterItsFirstId() {
    long start = clock.millis();
    assertThat(ids.count("a", "1")).isEqualTo(new UnknownIds.Tally(1, start, true));
    clock.advance(Duration.ofMillis(59_999));
    assertThat(ids.count("a", "2")).isEqualTo(new UnknownIds.Tally(2, start, true));
    clock.advance(Duration.ofMillis(1));
    assertThat(ids.count("a", "2")).isEqualTo(new UnknownIds.Tally(1, clock.millis(), true));
  }

  @Test
  void b12_theSameIdAgain_isNoOtherGuess() {
    for (int i = 1; i <= 300; i++) {
      assertThat(ids.count("a", "" + i).number()).isEqualTo(i);
    }
    for (int i = 1; i <= 256; i++) {
      assertThat(ids.count("a", "" + i).isNew()).isFalse();
    }
    assertThat(ids.count("b", "1").number()).isEqualTo(1);
    // What isn't remembered counts: the limit is far behind by then.
    assertThat(ids.count("a", "300").number()).isEqualTo(301);
  }

  @Test
  void b12_everyNumberIsGivenOnce_howeverManyThreadsCount() {
    Set<Integer> numbers = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(i -> numbers.add(ids.count("a", "" + i).number()));
    assertThat(numbers).hasSize(10_000);
  }

  @Test
  void b12_memoryIsBounded_andWhoSendsMostIsKept() {
    for (int i = 0; i < 100_000; i++) {
      ids.count("another " + i, "1");
      if (i % 100 == 0) {
        ids.count("eager", "" + i);
      }
    }
    assertThat(ids.clients()).isLessThanOrEqualTo(10_000).isGreaterThan(1_000);
    assertThat(ids.count("eager", "last").number()).isEqualTo(1_001);
  }
}
