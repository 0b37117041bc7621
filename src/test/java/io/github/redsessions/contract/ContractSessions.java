package io.github.redsessions.contract;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Futures;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What both of vertx-web's suites are run with. */
final class ContractSessions {

  private ContractSessions() {}

  /** Opens sessions over the shared server, under a prefix of their own. */
  static RedisSessions open(Vertx vertx) {
    String uri = RedisServer.shared().uri();
    JsonObject redis =
        new JsonObject().put("mode", "standalone").put("endpoints", new JsonArray().add(uri));
    JsonObject session = new JsonObject().put("prefix", RandomPrefix.next());
    JsonObject config = new JsonObject().put("redis", redis).put("session", session);
    return Futures.await(RedisSessions.open(vertx, config));
  }

  /** Keeps a suite that listens on 8080 from failing where that port is in use. */
  static HttpServerOptions onAnyPort(HttpServerOptions options) {
    return options.setPort(0);
  }
}
