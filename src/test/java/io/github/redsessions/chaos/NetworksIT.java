package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service that is cut off is cut off from every server, however it was told of it. */
class NetworksIT {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closeVertx() {
    await(vertx.close());
  }

  @Test
  void sentinels_nameServersByTheirLinks() {
    SentinelFleet fleet = SentinelFleet.shared();
    List<RedisServer> all = new ArrayList<>(fleet.servers());
    all.addAll(fleet.sentinels());
    try (Networks networks = new Networks(1, all)) {
      JsonObject redis =
          TestConfig.sentinel(fleet)
              .put("endpoints", new JsonArray(networks.uris(0, fleet.sentinels())));
      assertCutOff(networks, redis, TestConfig.sentinel(fleet), () -> List.of(fleet.primary()));
    }
  }

  @Test
  void clusters_nameServersByTheirLinks() {
    ClusterFleet fleet = ClusterFleet.shared();
    try (Networks networks = new Networks(1, fleet.servers())) {
      assertCutOff(
          networks,
          cluster(networks.uris(0, fleet.servers().subList(0, 1))),
          cluster(fleet.uris()),
          fleet::primaries);
    }
  }

  private static JsonObject cluster(List<String> uris) {
    return TestConfig.redis(uris.get(0))
        .put("mode", "cluster")
        .put("endpoints", new JsonArray(new ArrayList<>(uris)));
  }

  private void assertCutOff(
      Networks networks,
      JsonObject redis,
      JsonObject other,
      Supplier<List<RedisServer>> primaries) {
    RedisSessions sessions = open(redis.put("commandTimeoutMs", 500));
    RedisSessions others = open(other);
    awaitHealth(sessions, "UP");
    assertThat(primaries.get())
        .noneMatch(server -> sessions.status().encode().contains(":" + server.port()));

    Broken partition =
        networks.faults(primaries).get("partition of a service").apply(new Random(1));
    awaitHealth(sessions, "DOWN");
    assertThat(await(sessions.health()).getInteger("serving")).isZero();
    assertThat(await(others.health()).getString("status")).isEqualTo("UP");
    partition.mend().run();

    assertThat(partition.seen().getAsBoolean()).isTrue();
    awaitHealth(sessions, "UP");
    await(sessions.close());
    await(others.close());
  }

  private RedisSessions open(JsonObject redis) {
    return await(
        RedisSessions.open(
            vertx,
            new JsonObject()
                .put("redis", redis)
                .put("session", new JsonObject().put("prefix", RandomPrefix.next()))));
  }

  private static void awaitHealth(RedisSessions sessions, String status) {
    eventually(
        BOUND, () -> assertThat(await(sessions.health()).getString("status")).isEqualTo(status));
  }
}
