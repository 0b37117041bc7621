package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store that each test opens with a configuration of its own, and a clock that it sets. */
abstract class OpenedStoreFixture {

  final MutableClock clock = new MutableClock();
  final RedisServer server = RedisServer.shared();
  final String prefix = RandomPrefix.next();
  Vertx vertx;
  RedisSessions sessions;
  RedisSessionStore store;

  @BeforeEach
  void openVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
  }

  /** Opens it with other keys in one section of the configuration. */
  void open(String section, JsonObject keys) {
    JsonObject config = TestConfig.of(server, prefix);
    config.getJsonObject(section).mergeIn(keys);
    sessions = await(SessionsUnderTest.open(vertx, config, clock));
    store = (RedisSessionStore) sessions.store();
  }
}
