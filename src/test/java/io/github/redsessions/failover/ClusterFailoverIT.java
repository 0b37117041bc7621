package io.github.redsessions.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.redis.client.RedisClientType;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What two hundred visitors notice when a replica takes over one shard of a cluster. */
class ClusterFailoverIT extends FailoverFixture {

  private final ClusterFleet fleet = ClusterFleet.start();

  @AfterEach
  void endFleet() {
    fleet.close();
  }

  @Test
  void kill_keepsItsBudget_andTheOtherShards() {
    Figures figures = run("cluster, kill -9", RedisServer::kill);

    assertThat(figures.unexpected()).isEmpty();
    assertThat(figures.late()).isZero();
  }

  @Test
  void handover_losesNothing() {
    assertNothingLost(
        run(
            "cluster, CLUSTER FAILOVER",
            primary -> fleet.replicaOf(primary).command("CLUSTER", "FAILOVER")));
  }

  private Figures run(String name, Consumer<RedisServer> takeAway) {
    RedisServer primary = fleet.primaries().get(0);
    List<RedisServer> others = List.of(fleet.replicaOf(primary));
    String stockKey =
        IntStream.range(0, 1_000)
            .mapToObj(i -> prefix + ":stock" + i)
            .filter(key -> fleet.primaryOf(key) == primary)
            .findFirst()
            .orElseThrow();
    return run(
        name,
        redis("cluster", fleet.uris(), 0),
        stock(RedisClientType.CLUSTER, fleet.uris()),
        stockKey,
        () -> takeAway.accept(primary),
        others,
        key -> others.contains(fleet.primaryOf(key)));
  }
}
