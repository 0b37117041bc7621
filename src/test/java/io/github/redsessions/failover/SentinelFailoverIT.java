package io.github.redsessions.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.vertx.redis.client.RedisClientType;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What two hundred visitors notice when the sentinels replace the primary. Rows D6, F5. */
class SentinelFailoverIT extends FailoverFixture {

  private final SentinelFleet fleet = SentinelFleet.start();

  @AfterEach
  void endFleet() {
    fleet.close();
  }

  @Test
  void kill_losesNothing_withDurability() {
    assertNothingLost(run("sentinel, kill -9", 1, RedisServer::kill));
  }

  @Test
  void freeze_losesNothing_withDurability() {
    assertNothingLost(run("sentinel, SIGSTOP", 1, RedisServer::freeze));
  }

  /**
   * Both replicas, since Redis lets the old primary take writes until it is told of the new one,
   * and the other replica takes them too until then.
   */
  @Test
  void handover_losesNothing_withDurabilityOnAllReplicas() {
    assertNothingLost(
        run(
            "sentinel, SENTINEL FAILOVER",
            2,
            primary -> fleet.sentinels().get(0).command("SENTINEL", "FAILOVER", "mymaster")));
  }

  /** What a failover may lose is counted and printed; everything else holds. */
  @Test
  void kill_withoutDurability_keepsItsBudget() {
    Figures figures = run("sentinel, kill -9, no durability", 0, RedisServer::kill);

    assertThat(figures.unexpected()).isEmpty();
    assertThat(figures.late()).isZero();
  }

  private Figures run(String name, int durableReplicas, Consumer<RedisServer> takeAway) {
    RedisServer primary = fleet.primary();
    List<RedisServer> others = fleet.replicas();
    return run(
        name,
        redis("sentinel", fleet.sentinelUris(), durableReplicas),
        stock(RedisClientType.SENTINEL, fleet.sentinelUris()).setMasterName(fleet.masterName()),
        prefix + ":stock",
        () -> takeAway.accept(primary),
        others,
        key -> true);
  }
}
