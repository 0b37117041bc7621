package io.github.redsessions.redis;

import static io.github.redsessions.redis.Hashes.hgetall;
import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The link under load and under faults that only a real server and a real network show. Rows D1,
 * D2, D5.
 */
class RedisLinkIT {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Script TYPE_ERROR =
      new Script("type.lua", "return redis.call('HGET', KEYS[1], 'f')", "0".repeat(40));

  private final RedisServer server = RedisServer.start();
  private final TcpProxy proxy = TcpProxy.to(server.port());
  private final String key = RandomPrefix.next();
  private Vertx vertx;
  private Context context;
  private RedisCommands commands;
  private int reads;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    context = vertx.getOrCreateContext();
    commands = await(RedisCommands.open(vertx, config(proxy.uri()), List.of()));
    server.command("HSET", key, "field", "value");
  }

  @AfterEach
  void close() {
    await(commands.close());
    await(vertx.close());
    proxy.close();
    server.close();
  }

  private static RedisConfig config(String uri) {
    return SessionsConfig.from(new JsonObject().put("redis", TestConfig.redis(uri))).redis();
  }

  @Test
  void d2_frozenServer_failsWithinTheDeadlineAndRecovers() {
    await(hgetall(commands, key));
    server.freeze();
    try {
      assertThat(failureOf(hgetall(commands, key)))
          .isInstanceOf(SessionUnavailableException.class)
          .hasMessage("Redis does not answer");
      // From now on nothing waits for the deadline: the link is known to be down.
      assertThat(failureOf(hgetall(commands, key))).hasMessage("Redis can't be reached");
    } finally {
      server.thaw();
    }
    eventually(BOUND, () -> assertThat(await(hgetall(commands, key)).size()).isEqualTo(2));
  }

  @Test
  void d2_frozenServer_leavesNoConnectionBehind() {
    await(hgetall(commands, key));
    server.freeze();
    try {
      failureOf(hgetall(commands, key));
    } finally {
      server.thaw();
    }
    eventually(
        BOUND,
        () -> {
          await(hgetall(commands, key));
          String clients = server.command("CLIENT", "LIST").toString();
          // The link's one, and the one that asks.
          assertThat(clients.lines().count()).isEqualTo(2);
        });
  }

  @Test
  void d1_killedServer_failsTypedAndRecoversAfterRestart() {
    await(hgetall(commands, key));
    server.kill();
    assertThat(failureOf(hgetall(commands, key))).isInstanceOf(SessionUnavailableException.class);

    server.restart();
    eventually(BOUND, () -> assertThat(await(hgetall(commands, key)).size()).isZero());
  }

  @Test
  void unreachableServerAtTheStart_failsTypedAndIsUsedOnceItIsThere() {
    server.kill();
    assertThat(failureOf(hgetall(commands, key))).isInstanceOf(SessionUnavailableException.class);
    server.restart();
    eventually(BOUND, () -> await(hgetall(commands, key)));
  }

  @Test
  void droppedConnection_isNotNoticed() {
    for (int i = 0; i < 20; i++) {
      assertThat(await(hgetall(commands, key)).size()).isEqualTo(2);
      proxy.dropAll();
    }
  }

  @Test
  void commandsInFlightWhenTheConnectionDrops_areSentAgain() {
    await(hgetall(commands, key));
    proxy.pause();
    Future<Response> inFlight = hgetall(commands, key);
    proxy.dropAll();
    proxy.resume();
    assertThat(await(inFlight).size()).isEqualTo(2);
  }

  @Test
  void clientKill_isNotNoticed() {
    for (int i = 0; i < 20; i++) {
      server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      assertThat(await(hgetall(commands, key)).size()).isEqualTo(2);
    }
  }

  @Test
  void d5_scriptFlush_isAnsweredWithOneEval() {
    Script script = Script.load(RedisLinkIT.class, "echo.lua");
    assertThat(await(commands.run(script, key, List.of("a"), Importance.DATA)).toString())
        .isEqualTo("a");
    server.command("SCRIPT", "FLUSH");
    try (CommandRecorder recorder = server.record()) {
      assertThat(await(commands.run(script, key, List.of("b"), Importance.DATA)).toString())
          .isEqualTo("b");
      assertThat(await(commands.run(script, key, List.of("c"), Importance.DATA)).toString())
          .isEqualTo("c");
      assertThat(recorder.names()).containsExactly("EVALSHA", "EVAL", "EVALSHA");
    }
  }

  @Test
  void twoThousandCommandsAtOnce_areAllAnswered() {
    List<Future<Response>> replies = inOneTick(2_000, this::field);
    replies.forEach(reply -> assertThat(await(reply).get(0)).hasToString("value"));
  }

  @Test
  void moreCommandsThanMayWait_areRefusedAtOnceAndTheRestIsAnswered() {
    await(hgetall(commands, key));
    List<Future<Response>> replies = inOneTick(RedisLink.MAX_OUTSTANDING + 100, this::field);
    long refused = 0;
    for (Future<Response> reply : replies) {
      await(reply.transform(ar -> Future.succeededFuture()));
      if (reply.failed()) {
        refused++;
        assertThat(reply.cause()).isInstanceOf(SessionUnavailableException.class);
      }
    }
    assertThat(refused).isEqualTo(100);
  }

  @Test
  void someCommandsOfOneTick_leaveInOneWrite() {
    await(hgetall(commands, key));
    long fewest = Long.MAX_VALUE;
    // Only ever more than one piece if the proxy's own socket was slow to read.
    for (int attempt = 0; attempt < 5; attempt++) {
      long before = proxy.chunks();
      inOneTick(16, this::field).forEach(reply -> await(reply));
      fewest = Math.min(fewest, proxy.chunks() - before);
    }
    assertThat(fewest).isEqualTo(1);
  }

  /** Redis answers the first ones while the event loop is busy with the others. */
  @Test
  void manyCommandsOfOneTick_leaveBeforeItsEnd() {
    await(hgetall(commands, key));
    Promise<List<Future<Response>>> issued = Promise.promise();
    context.runOnContext(
        v -> {
          List<Future<Response>> replies = new ArrayList<>();
          try (CommandRecorder recorder = server.record()) {
            for (int i = 0; i < 17; i++) {
              replies.add(field());
            }
            // The event loop doesn't get to the end of its tick meanwhile.
            eventually(BOUND, () -> assertThat(recorder.names()).hasSize(16));
          }
          issued.complete(replies);
        });

    for (Future<Response> reply : await(issued.future())) {
      assertThat(await(reply).get(0)).hasToString("value");
    }
  }

  @Test
  void sameFieldsInOneTick_areOneCommand() {
    await(hgetall(commands, key));
    try (CommandRecorder recorder = server.record()) {
      List<Future<Response>> replies =
          inOneTick(
              5,
              () ->
                  Future.all(
                          commands.hmget(key, List.of("field")),
                          commands.hmget(key, List.of("other", "field")))
                      .map(all -> all.resultAt(1)));

      replies.forEach(reply -> assertThat(await(reply).get(1)).hasToString("value"));
      assertThat(recorder.names()).containsExactly("HMGET", "HMGET");
    }
  }

  @Test
  void readsOfOneKeyInOneTick_areOneCommand() {
    await(hgetall(commands, key));
    try (CommandRecorder recorder = server.record()) {
      List<Future<Response>> replies =
          inOneTick(
              50,
              () ->
                  Future.all(hgetall(commands, key), hgetall(commands, key + "2"))
                      .map(all -> all.resultAt(0)));

      replies.forEach(reply -> assertThat(await(reply).size()).isEqualTo(2));
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
    }
  }

  /** Redis may have answered the first read before something changed that is known by now. */
  @Test
  void readAfterAnotherHasLeft_asksAgain() {
    await(hgetall(commands, key));
    try (CommandRecorder recorder = server.record()) {
      Promise<Future<Response>> second = Promise.promise();
      context.runOnContext(
          v -> {
            Future<Response> first = hgetall(commands, key);
            // The end of the tick was asked for by the first read, so this comes after it.
            context.runOnContext(
                next -> {
                  assertThat(first.isComplete()).isFalse();
                  second.complete(hgetall(commands, key));
                });
          });

      await(await(second.future()));
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL");
    }
  }

  /** Nobody waits for a put, and the next read must see it all the same. */
  @Test
  void readAfterAWriteInOneTick_seesIt() {
    await(hgetall(commands, key));
    Promise<List<Future<Response>>> replies = Promise.promise();
    context.runOnContext(
        v -> {
          Future<Response> before = hgetall(commands, key);
          Future<Void> write = commands.del(key);
          Future<Response> after = hgetall(commands, key);
          replies.complete(List.of(before, after, write.map(before.result())));
        });

    List<Future<Response>> done = await(replies.future());
    assertThat(await(done.get(0)).size()).isPositive();
    assertThat(await(done.get(1)).size()).isZero();
    await(done.get(2));
  }

  @Test
  void readsOfOneKeyInOneTick_failTogether() {
    await(hgetall(commands, key));
    server.command("SET", key + "text", "x");

    List<Future<Response>> replies = inOneTick(3, () -> hgetall(commands, key + "text"));

    assertThat(replies)
        .allSatisfy(
            reply ->
                assertThat(failureOf(reply)).hasMessage("Redis refused HGETALL with WRONGTYPE"));
  }

  @Test
  void oneErrorAmongTheCommandsOfATick_failsOnlyItself() {
    await(hgetall(commands, key));
    server.command("SET", key + "text", "x");
    List<Future<Response>> replies = new ArrayList<>();
    replies.addAll(
        inOneTick(
            1,
            () -> {
              replies.add(hgetall(commands, key));
              replies.add(hgetall(commands, key + "text"));
              replies.add(commands.run(TYPE_ERROR, key + "text", List.of(), Importance.DATA));
              return hgetall(commands, key);
            }));
    assertThat(await(replies.get(0)).size()).isEqualTo(2);
    assertThat(failureOf(replies.get(1))).hasMessage("Redis refused HGETALL with WRONGTYPE");
    assertThat(failureOf(replies.get(2))).isInstanceOf(SessionUnavailableException.class);
    assertThat(await(replies.get(3)).size()).isEqualTo(2);
  }

  @Test
  void future_completesOnTheCallersContext() {
    Set<Context> contexts = ConcurrentHashMap.newKeySet();
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v ->
            hgetall(commands, key)
                .onComplete(
                    reply -> {
                      contexts.add(Vertx.currentContext());
                      done.complete();
                    }));
    await(done.future());
    assertThat(contexts).containsExactly(context);
  }

  @Test
  void afterClose_commandsFailTyped() {
    await(hgetall(commands, key));
    await(commands.close());
    eventually(
        BOUND,
        () ->
            assertThat(failureOf(hgetall(commands, key)))
                .isInstanceOf(SessionUnavailableException.class)
                .hasMessage("The sessions are closed"));
  }

  /** Issues commands without giving the event loop a chance in between. */
  private List<Future<Response>> inOneTick(int count, Supplier<Future<Response>> command) {
    Promise<List<Future<Response>>> issued = Promise.promise();
    context.runOnContext(
        v -> {
          List<Future<Response>> replies = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            replies.add(command.get());
          }
          issued.complete(replies);
        });
    return await(issued.future());
  }

  /** Always another read, since the same ones would be one command. */
  private Future<Response> field() {
    return commands.hmget(key, List.of("field", String.valueOf(reads++)));
  }
}
