package io.github.redsessions.contract;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;

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

  /** In which format the sessions of the contract are created. */
  default int format() {
    return 2;
  }

  /** The section {@code redis}: how to reach what {@link #server()} is the primary of. */
  default JsonObject redis() {
    return TestConfig.redis(server().uri());
  }
}
