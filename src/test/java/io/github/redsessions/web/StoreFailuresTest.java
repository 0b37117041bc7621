package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.CommandFailure;
import io.github.redsessions.redis.CommandFailure.Reason;
import io.github.redsessions.store.LargeSession;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failures and large sessions are told of once a second, with their number. Rows A5, S7. */
class StoreFailuresTest {

  private final MutableClock clock = new MutableClock();
  private final Vertx vertx = Vertx.vertx();
  private final AuditRecorder recorder = new AuditRecorder(vertx);
  private final AuditTrail audit =
      new AuditTrail(vertx, SessionsConfig.from(new JsonObject()), clock, null);
  private final StoreFailures failures =
      new StoreFailures(audit, new MadeSessions().store(), clock);
  private final LargeSessions large = new LargeSessions(audit, clock);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void fail(Reason reason, int times) {
    for (int i = 0; i < times; i++) {
      failures.accept(new CommandFailure("key", reason, reason == Reason.REFUSED ? "OOM" : null));
    }
  }

  private void grow(int times) {
    for (int i = 0; i < times; i++) {
      large.accept(new LargeSession("handle", 1_200, 2_000, "cart", 1_100));
    }
  }

  @Test
  void a5_firstFailureOfAKind_isToldAtOnce_andTheOthersAreCounted() {
    fail(Reason.UNAVAILABLE, 3);
    fail(Reason.REFUSED, 1);
    clock.advance(Duration.ofMillis(999));
    fail(Reason.UNAVAILABLE, 1);
    clock.advance(Duration.ofMillis(1));
    fail(Reason.UNAVAILABLE, 2);
    clock.advance(Duration.ofSeconds(1));
    fail(Reason.UNAVAILABLE, 1);

    assertThat(recorder.events("store.failed"))
        .extracting(
            e -> e.getString("reason") + " " + e.getString("error") + " " + e.getValue("count"))
        .containsExactly(
            "unavailable null 1", "refused OOM 1", "unavailable null 4", "unavailable null 2");
  }

  @Test
  void a5_damagedRecord_isOfASession_andAnOutageIsNobodys() {
    String handle = "AAECAwQFBgcICQoLDA0ODw";
    for (String key : new String[] {"vs:s:" + handle, "vs:u:" + handle}) {
      failures.accept(new CommandFailure(key, Reason.FORMAT, null));
      failures.accept(new CommandFailure(key, Reason.UNAVAILABLE, null));
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(recorder.events("store.failed"))
        .extracting(e -> e.getString("reason") + " " + e.containsKey("session"))
        .containsExactly("format true", "unavailable false", "format false", "unavailable false");
  }

  @Test
  void a5_clockThatIsSetBack_silencesNobody() {
    fail(Reason.OVERLOAD, 1);
    grow(1);
    clock.advance(Duration.ofHours(-1));
    fail(Reason.OVERLOAD, 1);
    grow(1);
    assertThat(recorder.events("store.failed")).hasSize(2);
    assertThat(recorder.events("session.large")).hasSize(2);
  }

  @Test
  void s7_firstLargeSession_isToldAtOnce_andTheOthersAreCounted() {
    grow(3);
    clock.advance(Duration.ofMillis(999));
    grow(1);
    clock.advance(Duration.ofMillis(1));
    grow(2);
    clock.advance(Duration.ofSeconds(1));
    grow(1);
    assertThat(recorder.events("session.large"))
        .extracting(event -> event.getInteger("count"))
        .containsExactly(1, 4, 2);
  }
}
