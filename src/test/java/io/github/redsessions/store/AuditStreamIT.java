package io.github.redsessions.store;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.EncryptionConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit's Redis Stream, read with a client that knows nothing of the module. Row A1, T5. */
class AuditStreamIT {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final long TTL_MS = 100_000;

  private final RedisServer own = RedisServer.start();
  private final String prefix = RandomPrefix.next();
  private final String key = prefix + ":audit";
  private Vertx vertx;
  private RedisCommands commands;
  private AuditStream stream;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    SessionsConfig config = config(true);
    commands = await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL));
    stream = AuditStream.of(commands, config, new SecureRandom()::nextBytes);
  }

  @AfterEach
  void close() {
    await(commands.close());
    await(vertx.close());
    own.close();
  }

  private SessionsConfig config(boolean on) {
    JsonObject audit =
        new JsonObject().put("stream", on).put("streamMaxLength", 100).put("streamTtlMs", TTL_MS);
    JsonObject config = TestConfig.of(own, prefix).put("audit", audit);
    // What waits for a frozen server keeps waiting.
    config.getJsonObject("redis").put("commandTimeoutMs", 60_000);
    return SessionsConfig.from(config);
  }

  @Test
  void withoutTheKey_thereIsNoStream() {
    assertThat(AuditStream.of(commands, config(false), new SecureRandom()::nextBytes)).isNull();
  }

  @Test
  void event_isOneEntry_andTheStreamHasATtlThatEachRenews() {
    stream.add("{\"event\":\"a\"}");
    awaitLength(1);
    own.command("PEXPIRE", key, "5000");
    try (CommandRecorder recorder = own.record()) {
      stream.add("{\"event\":\"b\"}");
      awaitLength(2);
      assertThat(recorder.names()).containsExactly("EVALSHA");
    }

    List<?> entries = (List<?>) own.command("XRANGE", key, "-", "+");
    assertThat(entries)
        .<Object>extracting(entry -> ((List<?>) ((List<?>) entry).get(1)).get(3))
        .containsExactly("{\"event\":\"a\"}", "{\"event\":\"b\"}");
    assertThat(entries)
        .<Object>extracting(entry -> ((List<?>) ((List<?>) entry).get(1)).get(1))
        .doesNotHaveDuplicates();
    assertThat((Long) own.command("PTTL", key)).isBetween(TTL_MS - 10_000, TTL_MS);
  }

  @Test
  void stream_isCapped() {
    for (int i = 0; i < 500; i++) {
      stream.add("event " + i);
    }
    eventually(BOUND, () -> assertThat(last()).isEqualTo("event 499"));

    assertThat(length()).isBetween(100L, 200L);
  }

  @Test
  void event_thatReachesRedisTwice_isThereOnce() {
    List<Object> args = List.of("id-1", "event", 100, TTL_MS);
    assertThat(run(args)).isEqualTo(1);
    assertThat(run(args)).isZero();
    assertThat(run(List.of("id-2", "event", 100, TTL_MS))).isEqualTo(1);
    assertThat(length()).isEqualTo(2);
  }

  private int run(List<Object> args) {
    return await(commands.run(SessionScripts.AUDIT, key, args, Importance.AUDIT)).toInteger();
  }

  @Test
  void stream_isNoSession() {
    stream.add("event");
    awaitLength(1);
    RedisSessionStore store =
        new RedisSessionStore(
            commands,
            new SessionRules(
                config(true).session(),
                new KeyRing(List.of()),
                new SealKeys(new EncryptionConfig(EncryptionConfig.Mode.NONE, List.of(), null)),
                InstantSource.system(),
                new SecureRandom()::nextBytes,
                AttributeValues.of(List.of(), List.of(), null),
                large -> {}));

    assertThat(await(store.size())).isZero();
    await(store.clear());
    assertThat(length()).isEqualTo(1);
  }

  @Test
  void d2_whileRedisIsDown_eventsAreLostAndSaidOnce_andThenItGoesOn() {
    try (LogCapture log = new LogCapture()) {
      own.kill();
      for (int i = 0; i < 20; i++) {
        stream.add("lost " + i);
      }
      eventually(BOUND, () -> assertThat(log.text()).contains("are missing in the Redis Stream"));
      own.restart();
      eventually(
          BOUND,
          () -> {
            stream.add("event");
            assertThat(length()).isPositive();
          });

      eventually(BOUND, () -> assertThat(log.text()).contains("takes audit events again"));
      assertThat(log.text()).containsOnlyOnce("are missing in the Redis Stream");
    }
  }

  @Test
  void d2_frozenRedis_keepsNoMoreThanAThousandEvents() {
    try (LogCapture log = new LogCapture()) {
      own.freeze();
      for (int i = 0; i < AuditStream.MAX_IN_FLIGHT; i++) {
        stream.add("event " + i);
      }
      assertThat(log.text()).doesNotContain("are missing");
      stream.add("one too many");
      stream.add("and another");

      assertThat(log.text()).containsOnlyOnce("are missing").contains("1000 events are on their");
    } finally {
      own.thaw();
    }
  }

  @Test
  void a5_refusal_isSaidOnce_withoutTheEvent() {
    own.command("ACL", "SETUSER", "sessions", "-xadd");
    try (LogCapture log = new LogCapture()) {
      stream.add("not in the log");
      eventually(BOUND, () -> assertThat(log.text()).contains("Redis refused audit.lua with"));
      assertThat(log.text()).doesNotContain("not in the log");
    } finally {
      own.forgetRefusals();
    }
  }

  private void awaitLength(long length) {
    eventually(BOUND, () -> assertThat(length()).isEqualTo(length));
  }

  private long length() {
    return (Long) own.command("XLEN", key);
  }

  private Object last() {
    List<?> entries = (List<?>) own.command("XREVRANGE", key, "+", "-", "COUNT", "1");
    return entries.isEmpty() ? null : ((List<?>) ((List<?>) entries.get(0)).get(1)).get(3);
  }
}
