package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.SessionLookup;
import io.github.redsessions.store.SessionLookup.Outcome;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
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

  private Duration judge(String peer, String id, Outcome outcome) {
    HttpConnection connection =
        new Noted<>(HttpConnection.class)
            .answer("remoteAddress", SocketAddress.inetSocketAddress(4711, peer))
            .object;
    HttpServerRequest request =
        new Noted<>(HttpServerRequest.class)
            .answer("connection", connection)
            .answer("headers", MultiMap.caseInsensitiveMultiMap())
            .answer("method", HttpMethod.GET)
            .object;
    RoutingContext ctx =
        new Noted<>(RoutingContext.class)
            .answer("request", request)
            .answer("normalizedPath", "/")
            .object;
    return ids.judge(ctx, id, new SessionLookup(null, outcome, "handle", null));
  }

  @Test
  void b12_onlyWhatCouldBeAGuess_counts() {
    for (Outcome outcome : Outcome.values()) {
      assertThat(judge("192.0.2.1", outcome.name(), outcome)).isNull();
    }
    assertThat(ids.total()).as("unknown and retired").isEqualTo(2);
    assertThat(ids.count("192.0.2.1", "another").number()).isEqualTo(3);
  }

  @Test
  void b12_clientOverTheLimit_waitsUntilItsMinuteIsOver_andIsToldOfOnce() {
    AuditRecorder audit = new AuditRecorder(vertx);
    for (int i = 0; i < 100; i++) {
      assertThat(judge("2001:db8::1", "" + i, Outcome.UNKNOWN)).isNull();
    }
    assertThat(judge("192.0.2.1", "1", Outcome.UNKNOWN)).as("another client").isNull();
    clock.advance(Duration.ofSeconds(20));
    Duration wait = Duration.ofSeconds(40);
    assertThat(judge("2001:db8::2", "100", Outcome.UNKNOWN)).as("its network").isEqualTo(wait);
    assertThat(judge("2001:db8::1", "101", Outcome.RETIRED)).isEqualTo(wait);
    assertThat(judge("2001:db8::1", "1", Outcome.UNKNOWN)).isEqualTo(wait);
    clock.advance(Duration.ofSeconds(-30));
    assertThat(judge("2001:db8::1", "1", Outcome.UNKNOWN))
        .as("a clock that is set back")
        .isEqualTo(Duration.ofMinutes(1));

    assertThat(audit.events(AuditEvent.SESSION_GUESSED.spelling()))
        .singleElement()
        .satisfies(event -> assertThat(event.getInteger("count")).isEqualTo(101))
        .satisfies(event -> assertThat(event.getString("client")).startsWith("2001:db8:"));
    assertThat(audit.events(AuditEvent.SESSION_RETIRED_ID_USED.spelling())).isEmpty();
  }

  @Test
  void a1_retiredId_isToldOfOnce_andALimitThatIsRaisedCounts() {
    AuditRecorder audit = new AuditRecorder(vertx);
    ids.replace(1);
    for (int i = 0; i < 3; i++) {
      assertThat(judge("192.0.2.1", "1", Outcome.RETIRED)).isNull();
    }
    assertThat(judge("192.0.2.1", "2", Outcome.RETIRED)).isNotNull();
    ids.replace(2);
    assertThat(judge("192.0.2.1", "2", Outcome.RETIRED)).isNull();
    assertThat(audit.events(AuditEvent.SESSION_RETIRED_ID_USED.spelling())).hasSize(1);
  }
}
