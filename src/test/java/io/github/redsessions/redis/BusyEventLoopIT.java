package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event loop that was held up for longer than the deadline doesn't blame the server. Row D2. */
class BusyEventLoopIT {

  private static final int TIMEOUT_MS = 400;
  private static final Duration STALL = Duration.ofMillis(3 * TIMEOUT_MS);
  private static final Script SLOW = Script.load(BusyEventLoopIT.class, "slow.lua");

  private final RedisServer server = RedisServer.start();
  private final String key = RandomPrefix.next();
  private Vertx vertx;
  private Context context;
  private RedisCommands commands;

  @BeforeEach
  void open() {
    server.command("ACL", "SETUSER", Acl.SESSIONS, "+time");
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    context = vertx.getOrCreateContext();
    JsonObject redis = TestConfig.redis(server.uri()).put("commandTimeoutMs", TIMEOUT_MS);
    SessionsConfig config = SessionsConfig.from(new JsonObject().put("redis", redis));
    commands = await(RedisCommands.open(vertx, config.redis(), List.of(SLOW)));
  }

  @AfterEach
  void close() {
    await(vertx.close());
    server.close();
  }

  @Test
  void stallBeforeTheCommandLeaves_doesNotCountAgainstIt() {
    Future<Response> reply =
        onTheLoop(
            () -> {
              Future<Response> slow = commands.run(SLOW, key, List.of(50), Importance.DATA);
              stall();
              return slow;
            });

    assertThat(await(reply).toInteger()).isEqualTo(1);
  }

  @Test
  void stallWhileTheReplyArrives_leavesTheReplyATurnToBeRead() {
    NetServer stalling =
        await(
            vertx
                .createNetServer()
                .connectHandler(socket -> socket.handler(data -> stall()))
                .listen(0, "127.0.0.1"));
    NetSocket socket = await(vertx.createNetClient().connect(stalling.actualPort(), "127.0.0.1"));

    // The reply isn't there yet when the loop reads what stalls it, and is when the stall ends.
    Future<Response> reply =
        onTheLoop(
            () -> {
              Future<Response> slow = commands.run(SLOW, key, List.of(200), Importance.DATA);
              context.runOnContext(afterItLeft -> socket.write("stall"));
              return slow;
            });

    assertThat(await(reply).toInteger()).isEqualTo(1);
  }

  private Future<Response> onTheLoop(Supplier<Future<Response>> command) {
    Promise<Response> reply = Promise.promise();
    context.runOnContext(v -> command.get().onComplete(reply));
    return reply.future();
  }

  private static void stall() {
    long end = System.nanoTime() + STALL.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(STALL.toNanos());
    }
  }
}
