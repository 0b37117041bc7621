package io.github.redsessions.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;

/** The configuration that tests over a real Redis begin with. */
public final class TestConfig {

  private TestConfig() {}

  /**
   * The section {@code redis} for one server and the user {@link Acl#SESSIONS}, with patience: a
   * busy machine is not a frozen server.
   */
  public static JsonObject redis(String uri) {
    return withCredentials(
        new JsonObject().put("endpoints", new JsonArray().add(uri)).put("commandTimeoutMs", 2_000));
  }

  /** Adds the user {@link Acl#SESSIONS} to a section {@code redis}, for the sentinels too. */
  public static JsonObject withCredentials(JsonObject redis) {
    String password = Acl.password(Acl.SESSIONS);
    if (redis.getString("mode", "").equals("sentinel")) {
      redis.put("sentinelUser", Acl.SESSIONS).put("sentinelPassword", password);
    }
    return redis.put("user", Acl.SESSIONS).put("password", password);
  }

  /** Logs in as {@link Acl#NEAR_CACHE} instead. */
  public static JsonObject withNearCacheUser(JsonObject redis) {
    return redis.put("user", Acl.NEAR_CACHE);
  }

  /** The section {@code redis} for the sentinels of a fleet. */
  public static JsonObject sentinel(SentinelFleet fleet) {
    return withCredentials(
        redis(fleet.sentinels().get(0).uri())
            .put("mode", "sentinel")
            .put("masterName", fleet.masterName())
            .put("endpoints", new JsonArray(new ArrayList<>(fleet.sentinelUris()))));
  }

  /** The section {@code redis} for the data nodes of a fleet, as a static list. */
  public static JsonObject replication(SentinelFleet fleet) {
    return redis(fleet.servers().get(0).uri())
        .put("mode", "replication")
        .put("endpoints", new JsonArray(new ArrayList<>(fleet.dataUris())));
  }

  /** The sections {@code redis} and {@code session}, to which a test adds its own keys. */
  public static JsonObject of(RedisServer server, String prefix) {
    return new JsonObject()
        .put("redis", redis(server.uri()))
        .put("session", new JsonObject().put("prefix", prefix));
  }
}
