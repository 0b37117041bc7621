package io.github.redsessions.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The configuration that tests over a real Redis begin with. */
public final class TestConfig {

  private TestConfig() {}

  /**
   * The section {@code redis} for one server and the user {@link Acl#SESSIONS}, with patience: a
   * busy machine is not a frozen server.
   */
  public static JsonObject redis(String uri) {
    return new JsonObject()
        .put("endpoints", new JsonArray().add(uri))
        .put("user", Acl.SESSIONS)
        .put("password", Acl.password(Acl.SESSIONS))
        .put("commandTimeoutMs", 2_000);
  }

  /** The sections {@code redis} and {@code session}, to which a test adds its own keys. */
  public static JsonObject of(RedisServer server, String prefix) {
    return new JsonObject()
        .put("redis", redis(server.uri()))
        .put("session", new JsonObject().put("prefix", prefix));
  }
}
