package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * A primary, two replicas and three sentinels. All keep what they have, as those of {@code
 * conf/redis} do: otherwise a primary that is back before anybody has taken over has nothing, and
 * its replicas copy that.
 */
final class SentinelDeployment implements Deployment {

  private final SentinelFleet fleet = SentinelFleet.start("--appendonly", "yes");
  private final Networks networks;

  SentinelDeployment(int services) {
    List<RedisServer> all = new ArrayList<>(fleet.servers());
    all.addAll(fleet.sentinels());
    networks = new Networks(services, all);
  }

  @Override
  public JsonObject redis(int service) {
    return TestConfig.sentinel(fleet)
        .put("endpoints", new JsonArray(networks.uris(service, fleet.sentinels())));
  }

  @Override
  public long retryBudgetMs() {
    return Long.getLong("chaos.retryMs", 6_000);
  }

  @Override
  public List<RedisServer> primaries() {
    return List.of(fleet.primary());
  }

  @Override
  public List<RedisServer> servers() {
    return fleet.servers();
  }

  @Override
  public Map<String, Function<Random, Broken>> faults() {
    Map<String, Function<Random, Broken>> faults = new LinkedHashMap<>();
    faults.put(
        "kill -9 of the primary", random -> kill("the primary", fleet.primary()).replacing());
    faults.put(
        "SIGSTOP of the primary", random -> freeze("the primary", fleet.primary()).replacing());
    faults.put("SENTINEL FAILOVER", this::handOver);
    faults.put("kill -9 of a replica", random -> kill("a replica", any(random, replicas())));
    faults.put("SIGSTOP of a replica", random -> freeze("a replica", any(random, replicas())));
    faults.put("kill -9 of a sentinel", random -> kill("a sentinel", sentinel(random)));
    faults.put("SIGSTOP of a sentinel", random -> freeze("a sentinel", sentinel(random)));
    faults.put(
        "partition of the primary from its replicas",
        random -> ReplicaPartition.of(fleet.primary()));
    faults.putAll(networks.faults(this::primaries));
    return faults;
  }

  static Broken kill(String name, RedisServer server) {
    server.kill();
    return Broken.until("kill -9 of " + name, server::restart);
  }

  static Broken freeze(String name, RedisServer server) {
    server.freeze();
    return Broken.until("SIGSTOP of " + name, server::thaw);
  }

  /** A failover that is ordered, while the primary is well. */
  private Broken handOver(Random random) {
    RedisServer old = fleet.primary();
    sentinel(random).command("SENTINEL", "FAILOVER", fleet.masterName());
    return Broken.until("SENTINEL FAILOVER", () -> fleet.awaitFailover(old)).replacing();
  }

  private List<RedisServer> replicas() {
    return fleet.replicas();
  }

  private RedisServer sentinel(Random random) {
    return any(random, fleet.sentinels());
  }

  static RedisServer any(Random random, List<RedisServer> servers) {
    return servers.get(random.nextInt(servers.size()));
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
