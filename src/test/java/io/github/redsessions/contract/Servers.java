package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.List;
import java.util.stream.Stream;

/** Where a contract is run. */
interface Servers {

  RedisServer server();

  /** All servers that hold keys. */
  default List<RedisServer> servers() {
    return List.of(server());
  }

  /** The server that holds a key. */
  default RedisServer serverOf(String key) {
    return server();
  }

  /** The section {@code encryption}. */
  default JsonObject encryption() {
    return new JsonObject();
  }

  /** In which format the sessions of the contract are created. */
  default int format() {
    return 2;
  }

  /** The section {@code redis}: how to reach what {@link #server()} is the primary of. */
  default JsonObject redis() {
    return TestConfig.redis(server().uri());
  }

  /** Waits until a store that was just opened does all that it is to do. */
  default void awaitReady(SessionStore store) {}

  /** What reading a session costs that was read before and hasn't changed, and then some more. */
  default String[] readAgainAnd(String... more) {
    return Stream.concat(Stream.of("HGETALL"), Stream.of(more)).toArray(String[]::new);
  }

  /** The section {@code nearCache}. */
  default JsonObject nearCache() {
    return new JsonObject();
  }
}
