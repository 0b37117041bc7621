package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code redis.retryBudgetMs}: what it bridges, and what it costs when it can't. Rows D1, D2. */
class RetryBudgetIT extends WebFixture {

  private static final Duration BUDGET = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration SLACK = Duration.ofSeconds(3);

  private final RedisServer own =
      RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
  private Browser user;

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    JsonObject config = super.config();
    config
        .getJsonObject("redis")
        .put("commandTimeoutMs", TIMEOUT.toMillis())
        .put("retryBudgetMs", BUDGET.toMillis());
    return config;
  }

  @BeforeEach
  void logIn() {
    user = browser();
    user.post("/login");
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  @Test
  void d1_redisRestartedWithinTheBudget_isNotNoticed() {
    for (int i = 0; i < 3; i++) {
      try (LogCapture log = new LogCapture()) {
        own.kill();
        CompletableFuture<String> read = later(() -> user.get("/who").bodyAsString());
        CompletableFuture<Integer> write = later(() -> browser().get("/put?n=1").statusCode());
        CompletableFuture<Integer> login = later(() -> browser().post("/login").statusCode());
        eventually(BUDGET, () -> assertThat(log.text()).contains("can't be used: "));
        own.restart();
        assertThat(read.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("alice");
        assertThat(write.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(200);
        assertThat(login.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(200);
      }
    }
  }

  @Test
  void d2_frozenRedis_isAnsweredWithinBudgetAndTimeout_andAtOnceFromThenOn() {
    own.freeze();
    try {
      Duration first = durationOf503(() -> user.get("/who"));
      assertThat(first).isBetween(BUDGET.minusMillis(100), BUDGET.plus(TIMEOUT).plus(SLACK));
      assertFailAtOnce(() -> user.get("/who"));
    } finally {
      own.thaw();
    }
    eventually(SLACK, () -> assertThat(user.get("/who").bodyAsString()).isEqualTo("alice"));
  }

  /** Reads that succeed say nothing of writes. */
  @Test
  void d3_redisThatRefusesWritesForLong_refusesThemAtOnce_andReadsGoOn() {
    own.command("CONFIG", "SET", "min-replicas-to-write", "1");

    assertThat(durationOf503(() -> user.post("/rotate"))).isGreaterThan(BUDGET.minusMillis(100));
    assertFailAtOnce(
        () -> {
          assertThat(user.get("/who").bodyAsString()).isEqualTo("alice");
          return browser().post("/login");
        });

    own.command("CONFIG", "SET", "min-replicas-to-write", "0");
    assertThat(user.post("/rotate").statusCode()).isEqualTo(200);
    assertThat(user.get("/who").bodyAsString()).isEqualTo("alice");
  }

  /** The outage is over with the first success: the next one gets a budget of its own. */
  @Test
  void secondOutage_isBridgedToo() {
    own.freeze();
    durationOf503(() -> user.get("/who"));
    own.thaw();
    eventually(SLACK, () -> assertThat(user.get("/who").bodyAsString()).isEqualTo("alice"));
    own.freeze();
    try {
      assertThat(durationOf503(() -> user.get("/who"))).isGreaterThan(BUDGET.minusMillis(100));
    } finally {
      own.thaw();
    }
  }

  /** If one of them waited for the budget, so would all. */
  private static void assertFailAtOnce(Supplier<HttpResponse<Buffer>> request) {
    int count = 20;
    Duration all = Duration.ZERO;
    for (int i = 0; i < count; i++) {
      all = all.plus(durationOf503(request));
    }
    assertThat(all).isLessThan(BUDGET.multipliedBy(count / 2));
  }

  private static Duration durationOf503(Supplier<HttpResponse<Buffer>> request) {
    long begin = System.nanoTime();
    HttpResponse<Buffer> answer = request.get();
    Duration duration = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(answer.statusCode()).isEqualTo(503);
    return duration;
  }

  private static <T> CompletableFuture<T> later(Supplier<T> request) {
    return CompletableFuture.supplyAsync(request);
  }
}
