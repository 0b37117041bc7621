package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record that can't be read is kept for a while, and told once. Row D8. */
class QuarantineIT extends StoreFixture implements StandaloneStoreIT.OneServer {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final long HOUR = 60 * MINUTE;

  private final Queue<JsonObject> told = new ConcurrentLinkedQueue<>();

  @Override
  JsonObject sessionConfig() {
    return new JsonObject().put("quarantineMs", HOUR);
  }

  @BeforeEach
  void listen() {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            RedisSessions.AUDIT_ADDRESS,
            message -> {
              if (message.body().getString("event").equals("session.unreadable")) {
                told.add(message.body());
              }
            });
  }

  private void expectTold(int times, String reason) {
    eventually(BOUND, () -> assertThat(told).hasSizeGreaterThanOrEqualTo(times));
    assertThat(told).hasSize(times);
    assertThat(told)
        .allSatisfy(
            event ->
                assertThat(event.getMap())
                    .containsEntry("level", "critical")
                    .containsEntry("reason", reason)
                    .containsKey("session"));
  }

  @Test
  void d8_unreadableRecord_isMarkedAndToldOnce_whoeverAsks() {
    RedisSession session = created("cart", 1);
    command("HSET", key(session), "f", "99");
    assertThat(loaded(session)).isNull();
    String mark = record(session).get("q");
    assertThat(mark).startsWith(clock.millis() + ":");
    assertThat(ttl(session)).isBetween(HOUR - MINUTE, HOUR);

    command("PEXPIRE", key(session), "1000000");
    try (StoreRecorder recorder = record()) {
      for (int i = 0; i < 3; i++) {
        assertThat(loaded(session)).isNull();
      }
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL", "HGETALL");
    }
    RedisSessions other = open(sessionConfig());
    assertThat(await(other.store().get(session.value()))).isNull();
    await(other.close());
    assertThat(record(session)).containsEntry("q", mark).containsEntry("f", "99");
    assertThat(ttl(session)).isLessThanOrEqualTo(1_000_000);
    expectTold(1, "format");
  }

  @Test
  void d8_requestsAtTheSameTime_tellOnce() {
    RedisSession session = created("cart", 1);
    command("HSET", key(session), "f", "99");
    Future<?> first = store.get(session.value());
    Future<?> others = vertx.executeBlocking(() -> await(store.get(session.value())), false);
    assertThat(await(first)).isNull();
    assertThat(await(others)).isNull();
    expectTold(1, "format");
  }

  @Test
  void d8_readableAgain_isTheSession_withItsOwnDeadlines_andWithoutTheMark() {
    RedisSession session = created("cart", 1);
    command("HSET", key(session), "f", "99");
    assertThat(loaded(session)).isNull();
    command("HDEL", key(session), "f");
    clock.advance(Duration.ofMillis(29 * MINUTE));

    RedisSession request = loaded(session);
    assertThat(request.<Integer>get("cart")).isEqualTo(1);
    await(store.put(request));
    assertThat(record(session)).doesNotContainKey("q");
    assertThat(ttl(session)).isBetween(29 * MINUTE, 30 * MINUTE);

    command("HSET", key(session), "f", "99");
    assertThat(loaded(session)).isNull();
    command("HDEL", key(session), "f");
    clock.advance(Duration.ofMillis(31 * MINUTE));
    assertThat(loaded(session)).as("over by its own deadline").isNull();
    expectTold(2, "format");
  }

  @Test
  void d8_markOfAnEarlierQuarantine_beginsAnotherOne() {
    RedisSession session = created("cart", 1);
    command("HSET", key(session), "f", "99");
    assertThat(loaded(session)).isNull();
    clock.advance(Duration.ofMillis(HOUR));
    assertThat(loaded(session)).isNull();
    assertThat(record(session).get("q")).startsWith(clock.millis() + ":");
    for (String mark : new String[] {"", "x", ":", "x:y"}) {
      command("HSET", key(session), "q", mark);
      assertThat(loaded(session)).isNull();
      assertThat(record(session).get("q")).startsWith(clock.millis() + ":");
    }
    expectTold(6, "format");
  }

  @Test
  void d8_attributeThatIsFoundWhenItIsRead_makesTheNextRequestAnonymous() {
    RedisSession session = created("cart", 1);
    command("HSET", key(session), "d.cart", "~long:x");
    RedisSession request = loaded(session);
    assertThatUnreadable(() -> request.get("cart")).hasMessageContaining("cart");
    assertThatUnreadable(request::data).hasMessageContaining("cart");
    eventually(BOUND, () -> assertThat(record(session)).containsKey("q"));
    clock.advance(Duration.ofMinutes(2));
    // Not a touch, which would give it the time to live of a session again.
    await(store.put(request));

    assertThat(ttl(session)).isBetween(HOUR - MINUTE, HOUR);
    assertThat(loaded(session)).isNull();
    expectTold(1, "attribute");

    command("HSET", key(session), "d.cart", "2");
    assertThat(loaded(session).<Integer>get("cart")).isEqualTo(2);
  }

  @Test
  void d8_attributeThatCanNotBeRead_canBeRemoved() {
    RedisSession session = created("cart", 1);
    command("HSET", key(session), "d.planted", "~long:x");
    RedisSession request = loaded(session);
    assertThatUnreadable(() -> request.remove("planted")).hasMessageContaining("planted");
    await(store.put(request));

    RedisSession read = loaded(session);
    assertThat(read.data()).containsOnlyKeys("cart");
    await(store.put(read));
    assertThat(record(session)).doesNotContainKeys("q", "d.planted");
  }
}
