package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
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

  @Override
  public JsonObject redis(int service) {
    return TestConfig.sentinel(fleet);
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
    faults.put("kill -9 of the primary", random -> kill("the primary", fleet.primary()));
    faults.put("SIGSTOP of the primary", random -> freeze("the primary", fleet.primary()));
    faults.put("kill -9 of a sentinel", random -> kill("a sentinel", any(random)));
    faults.put("SIGSTOP of a sentinel", random -> freeze("a sentinel", any(random)));
    faults.put(
        "partition of the primary from its replicas",
        random -> ReplicaPartition.of(fleet.primary()));
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

  private RedisServer any(Random random) {
    return fleet.sentinels().get(random.nextInt(fleet.sentinels().size()));
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
