package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/** A topology that fails over, servers that the test may break, and what has been logged. */
abstract class FailoverFixture {

  static final Duration BOUND = Duration.ofSeconds(30);
  static final Script APPEND = Script.load(FailoverFixture.class, "append.lua");

  final Vertx vertx = Vertx.vertx();
  final String key = RandomPrefix.next();
  final LogCapture log = new LogCapture();
  private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
  SessionsConfig config;
  Topology topology;
  RedisCommands commands;

  @AfterEach
  void stop() throws Exception {
    if (topology != null) {
      await(topology.close());
    }
    await(vertx.close());
    log.close();
    for (AutoCloseable closeable : closeables) {
      closeable.close();
    }
  }

  /** Closes something when the test ends. */
  <T extends AutoCloseable> T closing(T closeable) {
    closeables.addFirst(closeable);
    return closeable;
  }

  void open(JsonObject redis) {
    config = SessionsConfig.from(new JsonObject().put("redis", redis));
    commands = await(RedisCommands.open(vertx, config.redis(), List.of(APPEND)));
    topology = commands.topology();
  }

  Future<Response> append(String element) {
    return commands.run(APPEND, key, List.of(element), Importance.DATA);
  }

  /** Starts to append one element after the other, until the test ends or {@link Writer#stop}. */
  Writer writer() {
    return closing(new Writer(vertx, this::append));
  }

  void awaitPrimary(RedisServer server) {
    eventually(
        BOUND,
        () -> {
          RedisNode primary = topology.shards().get(0).primary();
          assertThat(primary).isNotNull();
          assertThat(primary.endpoint().getPort()).isEqualTo(server.port());
        });
  }

  /** How often a text is in the log. */
  int logged(String text) {
    return log.text().split(Pattern.quote(text), -1).length - 1;
  }

  void awaitLog(String... texts) {
    eventually(BOUND, () -> assertThat(log.text()).contains(texts));
  }
}
