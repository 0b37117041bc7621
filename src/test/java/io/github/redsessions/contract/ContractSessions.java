package io.github.redsessions.contract;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.AclLogCheck;
import io.github.redsessions.testkit.Futures;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;

/** What both of vertx-web's suites are run with. */
final class ContractSessions {

  private ContractSessions() {}

  /** Opens sessions over the shared server, under a prefix of their own. */
  static RedisSessions open(Vertx vertx) {
    return open(vertx, new JsonObject());
  }

  /** Opens sessions that are encrypted as a section {@code encryption} says. */
  static RedisSessions open(Vertx vertx, JsonObject encryption) {
    JsonObject config =
        TestConfig.of(RedisServer.shared(), RandomPrefix.next()).put("encryption", encryption);
    return Futures.await(RedisSessions.open(vertx, config));
  }

  /** Closes them and, since JUnit 4 knows no {@link AclLogCheck}, checks what that checks. */
  static void close(RedisSessions sessions) {
    Futures.await(sessions.close());
    RedisServer.checkShared();
  }

  /** Keeps a suite that listens on 8080 from failing where that port is in use. */
  static HttpServerOptions onAnyPort(HttpServerOptions options) {
    return options.setPort(0);
  }
}
