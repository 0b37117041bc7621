package io.github.redsessions;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.LoginThrottle.Attempt;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the counts when Redis is full, down or new. Rows B4, D1, D4, D5. */
class LoginThrottleOutageIT {

  private static final String ADDRESS = "192.0.2.1";

  private final RedisServer server = RedisServer.start("--maxmemory-policy", "noeviction");
  private final String prefix = RandomPrefix.next();
  private Vertx vertx;
  private RedisSessions sessions;
  private LoginThrottle throttle;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    JsonObject config = TestConfig.of(server, prefix);
    config.getJsonObject("redis").put("commandTimeoutMs", 500);
    sessions = await(RedisSessions.open(vertx, config));
    throttle = sessions.throttle();
  }

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
    server.close();
  }

  @Test
  void b4_d4_aFloodOfSessions_evictsNoCount_andLetsNoAttemptThroughUncounted() {
    for (int i = 0; i < 5; i++) {
      assertThat(await(throttle.attempt("ann", ADDRESS)).isAllowed()).isTrue();
    }
    Attempt open = await(throttle.attempt("ben", ADDRESS));
    server.command("CONFIG", "SET", "maxmemory", String.valueOf(usedMemory() + 300_000));

    flood();
    // For good: what the last session would have taken is still free.
    server.command("CONFIG", "SET", "maxmemory", "1");

    assertThat(failureOf(throttle.attempt("ann", ADDRESS)))
        .isInstanceOf(SessionUnavailableException.class)
        .hasMessageContaining("OOM");
    assertThat(failureOf(throttle.attempt("new", "192.0.2.2")))
        .isInstanceOf(SessionUnavailableException.class);
    assertThat(failureOf(throttle.succeeded(open))).isInstanceOf(SessionUnavailableException.class);
    server.command("CONFIG", "SET", "maxmemory", "0");
    assertThat(await(throttle.attempt("ann", ADDRESS)).isAllowed()).isFalse();
  }

  @Test
  void d1_withoutRedis_nothingIsAllowed() {
    Attempt open = await(throttle.attempt("ann", ADDRESS));
    server.kill();

    assertThat(failureOf(throttle.attempt("ann", ADDRESS)))
        .isInstanceOf(SessionUnavailableException.class);
    assertThat(failureOf(throttle.succeeded(open))).isInstanceOf(SessionUnavailableException.class);
    assertThat(failureOf(throttle.unlock("ann"))).isInstanceOf(SessionUnavailableException.class);
  }

  @Test
  void d5_afterScriptFlush_everyAttemptCountsOnce() {
    for (int i = 0; i < 5; i++) {
      server.command("SCRIPT", "FLUSH");
      assertThat(await(throttle.attempt("ann", ADDRESS)).isAllowed()).isTrue();
    }
    assertThat(await(throttle.attempt("ann", ADDRESS)).isAllowed()).isFalse();
  }

  private void flood() {
    Future<Void> put = Future.succeededFuture();
    while (put.succeeded()) {
      Session session = sessions.store().createSession(60_000);
      session.put("padding", "x".repeat(2_000));
      put = sessions.store().put(session);
      Future<Void> last = put;
      await(last.otherwiseEmpty());
    }
    assertThat(put.cause()).hasCauseInstanceOf(SessionUnavailableException.class);
  }

  private long usedMemory() {
    String memory = (String) server.command("INFO", "memory");
    return List.of(memory.split("\r\n", -1)).stream()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
        .findFirst()
        .orElseThrow();
  }
}
