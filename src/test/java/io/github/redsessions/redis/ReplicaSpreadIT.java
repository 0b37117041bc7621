package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads are spread over the replicas of whoever has the key. */
class ReplicaSpreadIT {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final long MINUTE = 60_000;

  private final String prefix = RandomPrefix.next();
  private final Vertx vertx = Vertx.vertx();
  private RedisSessions sessions;

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
  }

  @Test
  void sentinel_bothReplicasAreRead_andThePrimaryIsNot() {
    SentinelFleet fleet = SentinelFleet.shared();
    open(TestConfig.sentinel(fleet));

    assertThatOnlyReplicasAreRead(stored(), fleet.replicas(), fleet.primary());
  }

  @Test
  void cluster_theReplicaOfTheKeysShardIsRead() {
    ClusterFleet fleet = ClusterFleet.shared();
    open(
        TestConfig.redis(fleet.uris().get(0))
            .put("mode", "cluster")
            .put("endpoints", new JsonArray(new ArrayList<>(fleet.uris()))));
    Session session = stored();
    RedisServer primary = fleet.primaryOf(key(session));

    assertThatOnlyReplicasAreRead(session, List.of(fleet.replicaOf(primary)), primary);
  }

  private void assertThatOnlyReplicasAreRead(
      Session session, List<RedisServer> replicas, RedisServer primary) {
    for (RedisServer replica : replicas) {
      try (CommandRecorder onReplica = replica.record()) {
        eventually(
            BOUND,
            () -> {
              assertThat(load(session)).isNotNull();
              assertThat(onReplica.names()).contains("HGETALL");
            });
      }
    }
    try (CommandRecorder onPrimary = primary.record()) {
      for (int i = 0; i < 20; i++) {
        assertThat(load(session)).isNotNull();
      }
      // A busy machine may be late with what it knows of the replicas, now and then.
      assertThat(onPrimary.commands().stream().filter(c -> c.contains(key(session))).count())
          .isLessThan(20);
    }
  }

  private void open(JsonObject redis) {
    JsonObject config =
        new JsonObject()
            .put("redis", redis.put("reads", "replica"))
            .put("session", new JsonObject().put("prefix", prefix));
    sessions = await(RedisSessions.open(vertx, config));
  }

  private Session stored() {
    Session session = sessions.store().createSession(30 * MINUTE);
    await(sessions.store().put(session.put("n", 1)));
    return session;
  }

  private Session load(Session session) {
    return await(sessions.store().get(session.value()));
  }

  private String key(Session session) {
    return prefix + ":s:" + session.id().substring(0, 22);
  }
}
