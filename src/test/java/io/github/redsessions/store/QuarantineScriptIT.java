package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What marks a record that can't be read, once and twice. Rows D8 and T5. */
class QuarantineScriptIT {

  private static final long DAY = 86_400_000;

  private final RedisServer server = RedisServer.shared();
  private final String key = RandomPrefix.next();
  private Vertx vertx;
  private RedisCommands commands;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    JsonObject redis = TestConfig.redis(server.uri());
    SessionsConfig config = SessionsConfig.from(new JsonObject().put("redis", redis));
    commands = await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL));
  }

  @AfterEach
  void close() {
    server.command("DEL", key);
    await(commands.close());
    await(vertx.close());
  }

  @Test
  void d8_firstCall_marksAndSetsTheTimeToLive_alsoWhereThereIsNone() {
    server.command("HSET", key, "f", "99");
    assertThat(quarantine(1_000, "a")).isEqualTo(1);
    assertThat(server.command("HGET", key, "q")).isEqualTo("1000:a");
    assertThat((Long) server.command("PTTL", key)).isBetween(DAY - 60_000, DAY);
  }

  @Test
  void d8_sameCallTwice_repliesTheSame_andAnotherIsNotTheFirst() {
    server.command("HSET", key, "f", "99");
    assertThat(quarantine(1_000, "a")).isEqualTo(1);
    server.command("PEXPIRE", key, "60000");
    assertThat(quarantine(1_000, "a")).isEqualTo(1);
    assertThat(quarantine(1_000, "b")).isZero();
    assertThat(quarantine(1_000 + DAY - 1, "c")).isZero();
    assertThat((Long) server.command("PTTL", key)).isLessThanOrEqualTo(60_000);

    assertThat(quarantine(1_000 + DAY, "d")).isEqualTo(1);
    assertThat((Long) server.command("PTTL", key)).isGreaterThan(60_000);
  }

  @Test
  void d8_recordThatIsGone_isNotMade() {
    assertThat(quarantine(1_000, "a")).isZero();
    assertThat(server.command("EXISTS", key)).isEqualTo(0L);
  }

  private int quarantine(long now, String id) {
    List<Object> args = List.of(now, DAY, now + ":" + id);
    return await(commands.run(SessionScripts.QUARANTINE, key, args, Importance.DATA)).toInteger();
  }
}
