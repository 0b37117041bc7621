package io.github.redsessions.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** A primary and one replica of it. Its methods block. */
public final class Replicated implements AutoCloseable {

  private static final Duration BOUND = Duration.ofSeconds(20);

  // Without the delay, a replica is synchronised in a tenth of a second instead of five.
  private final RedisServer primary = RedisServer.start("--repl-diskless-sync-delay", "0");
  private final RedisServer replica =
      RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(primary.port()));

  /** Starts both and returns when the replica has all that the primary has. */
  public static Replicated start() {
    Replicated pair = new Replicated();
    pair.awaitReplica();
    return pair;
  }

  /**
   * Has logins, rotations and logouts wait for the replica.
   *
   * @param config is changed
   * @return the same
   */
  public static JsonObject durably(JsonObject config, int timeoutMs) {
    JsonObject durability = new JsonObject().put("replicas", 1).put("timeoutMs", timeoutMs);
    config.getJsonObject("redis").put("durability", durability);
    return config;
  }

  public RedisServer primary() {
    return primary;
  }

  public RedisServer replica() {
    return replica;
  }

  /** Waits until the replica follows the primary, after the start or a restart. */
  public void awaitReplica() {
    Eventually.eventually(
        BOUND,
        () -> {
          primary.command("SET", "replicated:probe", "x");
          assertThat(primary.command("WAIT", "1", "1000")).isEqualTo(1L);
          primary.command("DEL", "replicated:probe");
        });
  }

  @Override
  public void close() {
    replica.close();
    primary.close();
  }
}
