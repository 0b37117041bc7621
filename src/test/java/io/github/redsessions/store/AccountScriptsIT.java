package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.Importance;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.redis.Script;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts of the index and of the revocations, each sent twice, as after a lost reply. */
class AccountScriptsIT {

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
    await(commands.close());
    await(vertx.close());
  }

  private Response run(Script script, Object... args) {
    return await(commands.run(script, key, List.of(args), Importance.DATA));
  }

  private List<String> texts(Response reply) {
    return reply.stream().map(Response::toString).toList();
  }

  @Test
  void admit_twice_isOneEntry_withTheTtlOfTheLastDeadline() {
    assertThat(texts(run(SessionScripts.ADMIT, 1000, "a", 91_000, 2, ""))).containsExactly("1");
    assertThat(texts(run(SessionScripts.ADMIT, 1000, "a", 91_000, 2, ""))).containsExactly("1");
    assertThat(texts(run(SessionScripts.ADMIT, 1000, "b", 31_000, 2, ""))).containsExactly("1");
    assertThat((Long) server.command("PTTL", key)).isBetween(80_000L, 90_000L);
    assertThat(texts(run(SessionScripts.ADMIT, 1000, "c", 92_000, 2, "")))
        .containsExactly("1", "b", "31000", "a", "91000");
    assertThat(server.command("ZCARD", key)).isEqualTo(3L);
  }

  @Test
  void admit_thatRejects_changesNothing_butKnowsWhoIsIn() {
    run(SessionScripts.ADMIT, 1000, "a", "91000.5", 1, "reject");
    assertThat(texts(run(SessionScripts.ADMIT, 1000, "b", "91000.5", 1, "reject")))
        .containsExactly("0", "a", "91000.5");
    assertThat(run(SessionScripts.ADMIT, 1000, "a", "92000.5", 1, "reject").get(0).toInteger())
        .isEqualTo(1);
    assertThat(texts(run(SessionScripts.ADMIT, 1000, "b", "91000.5", 1, "reject", "a")))
        .containsExactly("1");
    assertThat(server.command("ZRANGE", key, "0", "-1")).isEqualTo(List.of("b"));
  }

  @Test
  void admitAndList_prune() {
    run(SessionScripts.ADMIT, 1000, "a", 2000, 9, "");
    run(SessionScripts.ADMIT, 1000, "b", 9000, 9, "");
    assertThat(texts(run(SessionScripts.LIST, 2000, ""))).containsExactly("b");
    run(SessionScripts.ADMIT, 9000, "c", 99_000, 9, "");
    assertThat(server.command("ZRANGE", key, "0", "-1")).isEqualTo(List.of("c"));
  }

  @Test
  void list_ofAnIndexThatEnds_saysTheSameTwice() {
    run(SessionScripts.ADMIT, 1000, "a", 3_600_000, 9, "");
    assertThat(texts(run(SessionScripts.LIST, 2000, "60000"))).containsExactly("a");
    assertThat(texts(run(SessionScripts.LIST, 2000, "60000"))).containsExactly("a");
    assertThat((Long) server.command("PTTL", key)).isBetween(1L, 60_000L);
  }

  @Test
  void leave_twice_isOnce() {
    run(SessionScripts.ADMIT, 1000, "a", 3_600_000, 9, "");
    assertThat(run(SessionScripts.LEAVE, "a", "b").toInteger()).isEqualTo(1);
    assertThat(run(SessionScripts.LEAVE, "a", "b").toInteger()).isZero();
    assertThat(server.command("EXISTS", key)).isEqualTo(0L);
  }

  @Test
  void draw_isHigherEachTime_andExact() {
    long now = 1_764_140_000_123L;
    assertThat(run(SessionScripts.DRAW, 60_000, now, "").toLong()).isEqualTo(now);
    assertThat(run(SessionScripts.DRAW, 60_000, now, "").toLong()).isEqualTo(now + 1);
    assertThat(run(SessionScripts.DRAW, 60_000, now - 5000, "1").toLong()).isEqualTo(now + 2);
    assertThat(server.command("HGET", key, "a")).isEqualTo(String.valueOf(now + 2));
    assertThat(run(SessionScripts.DRAW, 60_000, now + 50, "").toLong()).isEqualTo(now + 50);
    assertThat(server.command("HGET", key, "n")).isEqualTo(String.valueOf(now + 50));
    assertThat((Long) server.command("PTTL", key)).isBetween(1L, 60_000L);
  }

  @Test
  void raise_onlyRaises() {
    assertThat(run(SessionScripts.RAISE, 60_000, 1_764_140_000_123L).toLong()).isZero();
    assertThat(run(SessionScripts.RAISE, 60_000, 5).toLong()).isEqualTo(1_764_140_000_123L);
    assertThat(server.command("HGET", key, "n")).isEqualTo("1764140000123");
    assertThat((Long) server.command("PTTL", key)).isBetween(1L, 60_000L);
  }

  @Test
  void revoke_endsNoOtherUsersSession_noLaterLogin_andNothingTwice() {
    server.command("HSET", key, "u", "alice", "g", "1764140000123");
    assertThat(run(SessionScripts.REVOKE, "bob", "").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "", "1764140000123").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "alice", "1764140000123").toInteger()).isZero();
    assertThat(server.command("EXISTS", key)).isEqualTo(1L);
    assertThat(run(SessionScripts.REVOKE, "alice", "1764140000124").toInteger()).isEqualTo(1);
    assertThat(run(SessionScripts.REVOKE, "alice", "1764140000124").toInteger()).isZero();
  }

  @Test
  void revoke_ofEveryone_leavesAnonymousSessions_andKnowsOldRecords() {
    server.command("HSET", key, "h", "x");
    assertThat(run(SessionScripts.REVOKE, "", "9").toInteger()).isZero();
    server.command("HSET", key, "d.__vertx.userHolder", "user:{}", "t", "9");
    assertThat(run(SessionScripts.REVOKE, "alice", "10").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "", "9").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "", "10").toInteger()).isEqualTo(1);
  }

  @Test
  void revoke_readsTheSecondFormatToo() {
    server.command("HSET", key, "u", "alice 1764140000123", "m", "2 1 100 1800 0 4200 7 8");
    assertThat(run(SessionScripts.REVOKE, "ali", "").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "alice 1764140000123", "").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "alice", "1764140000123").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "", "1764140000123").toInteger()).isZero();
    assertThat(server.command("EXISTS", key)).isEqualTo(1L);
    assertThat(run(SessionScripts.REVOKE, "alice", "1764140000124").toInteger()).isEqualTo(1);
    assertThat(run(SessionScripts.REVOKE, "alice", "1764140000124").toInteger()).isZero();
  }

  @Test
  void revoke_ofEveryone_goesByTheLogin_whereTheUserHasNoName() {
    server.command("HSET", key, "h", "x", "m", "2 1 100 1800 0 4200 7 -");
    assertThat(run(SessionScripts.REVOKE, "", "200").toInteger()).isZero();
    server.command("HSET", key, "d.__vertx.userHolder", "user:{}");
    assertThat(run(SessionScripts.REVOKE, "", "107").toInteger()).isZero();
    assertThat(run(SessionScripts.REVOKE, "", "108").toInteger()).isEqualTo(1);
    server.command("HSET", key, "m", "2 1 100 1800 0 4200 - -", "d.__vertx.userHolder", "user:{}");
    assertThat(run(SessionScripts.REVOKE, "", "1").toInteger()).isEqualTo(1);
  }
}
