package io.github.redsessions.chaos;

import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** A cluster of three shards with one replica each, all of which keep what they have. */
final class ClusterDeployment implements Deployment {

  private static final int SLOTS = 16_384;
  private static final int MOVED = 40;

  private final ClusterFleet fleet = ClusterFleet.start("--appendonly", "yes");
  private final Networks networks;

  ClusterDeployment(int services) {
    networks = new Networks(services, fleet.servers());
  }

  @Override
  public JsonObject redis(int service) {
    return TestConfig.withCredentials(
        new JsonObject()
            .put("mode", "cluster")
            .put("endpoints", new JsonArray(networks.uris(service, fleet.servers()))));
  }

  @Override
  public long retryBudgetMs() {
    return Long.getLong("chaos.retryMs", 6_000);
  }

  @Override
  public List<RedisServer> primaries() {
    return fleet.primaries();
  }

  @Override
  public List<RedisServer> servers() {
    return fleet.servers();
  }

  @Override
  public Map<String, Function<Random, Broken>> faults() {
    Map<String, Function<Random, Broken>> faults = new LinkedHashMap<>();
    faults.put(
        "kill -9 of a primary",
        random -> SentinelDeployment.kill("a primary", any(random)).replacing());
    faults.put(
        "SIGSTOP of a primary",
        random -> SentinelDeployment.freeze("a primary", any(random)).replacing());
    faults.put(
        "kill -9 of a replica",
        random -> SentinelDeployment.kill("a replica", fleet.replicaOf(any(random))));
    faults.put(
        "SIGSTOP of a replica",
        random -> SentinelDeployment.freeze("a replica", fleet.replicaOf(any(random))));
    faults.put(
        "partition of a primary from its replica", random -> ReplicaPartition.of(any(random)));
    faults.put("CLUSTER FAILOVER", this::handOver);
    faults.put("resharding", this::reshard);
    faults.putAll(networks.faults(this::primaries));
    return faults;
  }

  /** A failover that is ordered, while the primary is well. */
  private Broken handOver(Random random) {
    RedisServer old = any(random);
    fleet.replicaOf(old).command("CLUSTER", "FAILOVER");
    return Broken.until("CLUSTER FAILOVER", () -> fleet.awaitFailover(old)).replacing();
  }

  /** Moves slots one after the other while they are used. */
  private Broken reshard(Random random) {
    int first = random.nextInt(SLOTS - MOVED);
    int moved = 0;
    List<RedisServer> primaries = fleet.primaries();
    for (int slot = first; slot < first + MOVED; slot++) {
      RedisServer from = fleet.primaryOf(slot);
      RedisServer to = primaries.get(random.nextInt(primaries.size()));
      if (!from.equals(to)) {
        fleet.moveSlot(slot, from, to);
        moved++;
      }
    }
    int count = moved;
    return Broken.once(count + " slots moved, from " + first).ifSeen(() -> count > 0);
  }

  private RedisServer any(Random random) {
    return SentinelDeployment.any(random, fleet.primaries());
  }

  @Override
  public void awaitComplete() {
    fleet.awaitComplete();
  }

  @Override
  public void close() {
    networks.close();
    fleet.close();
  }
}
