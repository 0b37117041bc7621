package io.github.redsessions.redis;

import static io.github.redsessions.redis.Hashes.hgetall;
import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much may be tried again at the same time. Row D2. */
class RetryLimitsIT {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final long TOO_MANY = 100L;

  private final RedisServer server = RedisServer.start();
  private final TcpProxy proxy = TcpProxy.to(server.port());
  private Vertx vertx;
  private RedisCommands commands;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    JsonObject redis = TestConfig.redis(proxy.uri());
    redis.put("commandTimeoutMs", 60_000).put("retryBudgetMs", 60_000);
    RedisConfig config = SessionsConfig.from(new JsonObject().put("redis", redis)).redis();
    commands = await(RedisCommands.open(vertx, config, List.of()));
  }

  @AfterEach
  void close() {
    await(commands.close());
    await(vertx.close());
    proxy.close();
    server.close();
  }

  @Test
  void d2_whatIsRefusedForOverload_isNotTriedAgain_andTheRestIsAnswered() {
    await(hgetall(commands, "vs:x"));
    proxy.pause();
    List<Future<Response>> replies = inOneTick();
    eventually(BOUND, () -> assertThat(failed(replies)).isEqualTo(TOO_MANY));
    proxy.resume();
    eventually(BOUND, () -> assertThat(succeeded(replies)).isEqualTo(RedisLink.MAX_OUTSTANDING));
  }

  @Test
  void d2_noMoreMayWaitForTheirNextAttemptThanForAReply() {
    Future<Response> first;
    try (LogCapture log = new LogCapture()) {
      server.kill();
      first = hgetall(commands, "vs:x");
      eventually(BOUND, () -> assertThat(log.text()).contains("can't be used"));
    }
    // The link fails them all at once by now, and the first may be among those that wait.
    List<Future<Response>> replies = inOneTick();
    eventually(BOUND, () -> assertThat(failed(replies)).isBetween(TOO_MANY, TOO_MANY + 1L));
    assertThat(first.isComplete()).isFalse();
    await(commands.close());
    eventually(BOUND, () -> assertThat(failed(replies)).isEqualTo(replies.size()));
    assertThat(failureOf(replies.get(0))).isInstanceOf(SessionUnavailableException.class);
  }

  private static long failed(List<Future<Response>> replies) {
    return replies.stream().filter(Future::failed).count();
  }

  private static long succeeded(List<Future<Response>> replies) {
    return replies.stream().filter(Future::succeeded).count();
  }

  private List<Future<Response>> inOneTick() {
    Promise<List<Future<Response>>> issued = Promise.promise();
    vertx.runOnContext(
        v ->
            issued.complete(
                LongStream.range(0, RedisLink.MAX_OUTSTANDING + TOO_MANY)
                    .mapToObj(i -> commands.hmget("vs:x", List.of("f" + i)))
                    .toList()));
    return await(issued.future());
  }
}
