package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
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

/** What a count does that reaches Redis twice because its first reply was lost. */
class ThrottleScriptsIT {

  private final RedisServer server = RedisServer.shared();
  private final String prefix = RandomPrefix.next();
  private Vertx vertx;
  private RedisCommands commands;
  private LoginCounts counts;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    JsonObject limits = JsonObject.of("disableAfter", 6, "firstDelayMs", 100, "maxDelayMs", 100);
    SessionsConfig config =
        SessionsConfig.from(
            TestConfig.of(server, prefix).put("login", JsonObject.of("throttle", limits)));
    commands = await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL));
    counts = new LoginCounts(commands, config.session(), config.login().throttle());
  }

  @AfterEach
  void close() {
    await(commands.close());
    await(vertx.close());
  }

  @Test
  void anAttempt_thatIsSentTwice_countsOnceAndRepliesTheSame() {
    for (int i = 1; i <= 5; i++) {
      assertThat(attempt("id0" + i)).isZero();
      assertThat(attempt("id0" + i)).isZero();
      assertThat(failures()).isEqualTo(i);
    }
    assertThat(attempt("id01")).isZero();
    assertThat(attempt("id06")).isBetween(1L, 100L);
    // Not at an identifier's border.
    assertThat(attempt("5id0")).isBetween(1L, 100L);
  }

  @Test
  void theAttemptThatFindsTheAccountDisabled_saysSoTwice() {
    for (int i = 1; i <= 6; i++) {
      assertThat(attempt("id0" + i)).isZero();
      pass();
    }
    assertThat(attempt("id07")).isEqualTo(LoginCounts.DISABLED_NOW);
    assertThat(attempt("id07")).isEqualTo(LoginCounts.DISABLED_NOW);
    pass();
    assertThat(attempt("id08")).isEqualTo(LoginCounts.DISABLED);
    assertThat((Long) server.command("TTL", key())).isBetween(399 * 86_400L, 400 * 86_400L);
  }

  @Test
  void whatIsGivenBackTwice_isGivenBackOnce() {
    await(counts.takeOfAll());
    await(counts.takeOfAll());
    long full = Long.parseLong((String) server.command("HGET", prefix + ":t:g", "t"));

    await(counts.giveBackToAll("id01"));
    await(counts.giveBackToAll("id01"));

    assertThat(server.command("HGET", prefix + ":t:g", "t"))
        .isEqualTo(String.valueOf(full - 100_000));
  }

  @Test
  void whatIsGivenBackTooLate_createsNoKey() {
    await(counts.giveBackToAll("id01"));
    await(counts.succeed("ann", "id01"));

    assertThat((List<?>) server.command("KEYS", prefix + ":*")).isEmpty();
  }

  private long attempt(String id) {
    return await(counts.attempt("ann", id));
  }

  private void pass() {
    server.command("HINCRBY", key(), "t", "-100");
  }

  private int failures() {
    return Integer.parseInt((String) server.command("HGET", key(), "n"));
  }

  private String key() {
    return prefix + ":t:a:ann";
  }
}
