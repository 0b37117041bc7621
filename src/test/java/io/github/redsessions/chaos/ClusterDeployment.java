package io.github.redsessions.chaos;

import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
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

  @Override
  public JsonObject redis(int service) {
    return TestConfig.withCredentials(
        new JsonObject()
            .put("mode", "cluster")
            .put("endpoints", new JsonArray(new ArrayList<>(fleet.uris()))));
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
    faults.put("kill -9 of a primary", random -> SentinelDeployment.kill("a primary", any(random)));
    faults.put(
        "SIGSTOP of a primary", random -> SentinelDeployment.freeze("a primary", any(random)));
    faults.put(
        "kill -9 of a replica",
        random -> SentinelDeployment.kill("a replica", fleet.replicaOf(any(random))));
    faults.put(
        "partition of a primary from its replica", random -> ReplicaPartition.of(any(random)));
    faults.put(
        "CLUSTER FAILOVER",
        random -> {
          fleet.replicaOf(any(random)).command("CLUSTER", "FAILOVER");
          return Broken.once("CLUSTER FAILOVER");
        });
    faults.put("resharding", this::reshard);
    return faults;
  }

  /** Moves slots one after the other while they are used. */
  private Broken reshard(Random random) {
    int first = random.nextInt(SLOTS - MOVED);
    List<RedisServer> primaries = fleet.primaries();
    for (int slot = first; slot < first + MOVED; slot++) {
      RedisServer from = fleet.primaryOf(slot);
      RedisServer to = primaries.get(random.nextInt(primaries.size()));
      if (!from.equals(to)) {
        fleet.moveSlot(slot, from, to);
      }
    }
    return Broken.once(MOVED + " slots moved, from " + first);
  }

  private RedisServer any(Random random) {
    List<RedisServer> primaries = fleet.primaries();
    return primaries.get(random.nextInt(primaries.size()));
  }

  @Override
  public void awaitComplete() {
    fleet.awaitComplete();
  }

  @Override
  public void close() {
    fleet.close();
  }
}
