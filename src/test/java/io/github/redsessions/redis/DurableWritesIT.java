package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionNotReplicatedException;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.Replicated;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that wait for a real replica, and what a lost connection makes of them. Row D6. */
class DurableWritesIT {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Script SET = Script.load(DurableWritesIT.class, "set.lua");
  private static final Script TYPE_ERROR =
      new Script("type.lua", "return redis.call('HGET', KEYS[1], 'f')", "0".repeat(40));

  private final Replicated pair = Replicated.start();
  private final TcpProxy proxy = TcpProxy.to(pair.primary().port());
  private Vertx vertx;
  private Context context;
  private RedisCommands commands;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    context = vertx.getOrCreateContext();
    JsonObject durability = new JsonObject().put("replicas", 1).put("timeoutMs", 1_500);
    JsonObject redis = TestConfig.redis(proxy.uri()).put("durability", durability);
    RedisConfig config = SessionsConfig.from(new JsonObject().put("redis", redis)).redis();
    commands = await(RedisCommands.open(vertx, config, List.of()));
    await(set("vs:warm"));
  }

  @AfterEach
  void close() {
    await(commands.close());
    await(vertx.close());
    proxy.close();
    pair.close();
  }

  @Test
  void d6_fiftyWritesAtOnce_shareTheirWaits_andAreAllOnTheReplica() {
    try (CommandRecorder recorder = pair.primary().record()) {
      inOneTick(50).forEach(reply -> await(reply));
      for (int i = 0; i < 50; i++) {
        assertThat(pair.replica().command("HGET", "vs:key" + i, "f")).isEqualTo("x");
      }
      assertThat(count(recorder, "WAIT")).isLessThan(10);
    }
  }

  @Test
  void writesOfManyTicks_waitInGroups_inTheirOrder() {
    pair.replica().freeze();
    List<Future<Response>> replies;
    try (CommandRecorder recorder = pair.primary().record()) {
      Future<Response> first = set("vs:first");
      eventually(BOUND, () -> assertThat(count(recorder, "WAIT")).isPositive());
      replies = inOneTick(50);
      pair.replica().thaw();
      await(first);
      replies.forEach(reply -> await(reply));
      assertThat(count(recorder, "WAIT")).isLessThan(10);
    } finally {
      pair.replica().thaw();
    }
  }

  @Test
  void frozenReplica_failsAllOfAGroup_andNothingIsPromised() {
    pair.replica().freeze();
    try {
      for (Future<Response> reply : inOneTick(50)) {
        assertThat(failureOf(reply))
            .isInstanceOf(SessionNotReplicatedException.class)
            .hasMessage("0 of 1 replicas had the change within 1500 ms");
      }
      assertThat(await(run(SET, "vs:data", Importance.DATA)).toInteger()).isEqualTo(1);
    } finally {
      pair.replica().thaw();
    }
  }

  @Test
  void connectionLostWhileWaiting_sendsWriteAndWaitAgain() {
    pair.replica().freeze();
    try (CommandRecorder recorder = pair.primary().record()) {
      Future<Response> write = set("vs:again");
      eventually(BOUND, () -> assertThat(count(recorder, "WAIT")).isEqualTo(1));
      proxy.dropAll();
      eventually(BOUND, () -> assertThat(count(recorder, "WAIT")).isEqualTo(2));
      assertThat(write.isComplete()).isFalse();
      assertThat(recorder.names().stream().filter(n -> n.startsWith("EVAL") || n.equals("WAIT")))
          .containsExactly("EVALSHA", "WAIT", "EVALSHA", "WAIT");
      pair.replica().thaw();
      await(write);
      assertThat(pair.replica().command("HGET", "vs:again", "f")).isEqualTo("x");
    } finally {
      pair.replica().thaw();
    }
  }

  /** On a new connection WAIT speaks of nothing, and is content. */
  @Test
  void d6_connectionLostAfterTheReplyOfTheWrite_acknowledgesNothing() {
    pair.primary().command("LPUSH", "vs:list", "x");
    pair.replica().freeze();
    try (CommandRecorder recorder = pair.primary().record()) {
      List<Future<Response>> replies =
          inOneTick(
              () ->
                  List.of(
                      run(TYPE_ERROR, "vs:list", Importance.PRIVILEGE),
                      run(SET, "vs:written", Importance.PRIVILEGE)));
      // One error makes the client forget a batch: the second WAIT comes after the second reply.
      eventually(BOUND, () -> assertThat(count(recorder, "WAIT")).isEqualTo(2));
      proxy.dropAll();
      assertThat(failureOf(replies.get(0))).isInstanceOf(SessionUnavailableException.class);
      assertThat(failureOf(replies.get(1))).isInstanceOf(SessionUnavailableException.class);
    } finally {
      pair.replica().thaw();
    }
    eventually(BOUND, () -> await(set("vs:afterwards")));
  }

  @Test
  void connectionThatIsCut_isNotNoticed() {
    for (int i = 0; i < 20; i++) {
      proxy.dropAll();
      List<Future<Response>> replies = inOneTick(3);
      proxy.dropAll();
      replies.forEach(reply -> await(reply));
    }
  }

  private Future<Response> set(String key) {
    return run(SET, key, Importance.PRIVILEGE);
  }

  private Future<Response> run(Script script, String key, Importance importance) {
    return commands.run(script, key, List.of("x"), importance);
  }

  private List<Future<Response>> inOneTick(int writes) {
    return inOneTick(() -> IntStream.range(0, writes).mapToObj(i -> set("vs:key" + i)).toList());
  }

  private List<Future<Response>> inOneTick(Supplier<List<Future<Response>>> writes) {
    Promise<List<Future<Response>>> issued = Promise.promise();
    context.runOnContext(v -> issued.complete(writes.get()));
    return await(issued.future());
  }

  private static int count(CommandRecorder recorder, String name) {
    return Collections.frequency(recorder.names(), name);
  }
}
