package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** One server that keeps every write in its AOF. */
final class StandaloneDeployment implements Deployment {

  private final RedisServer server =
      RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
  private final Networks networks;

  StandaloneDeployment(int services) {
    networks = new Networks(services, servers());
  }

  @Override
  public JsonObject redis(int service) {
    return TestConfig.withCredentials(
        new JsonObject()
            .put("mode", "standalone")
            .put("endpoints", new JsonArray(networks.uris(service, servers()))));
  }

  /**
   * {@inheritDoc} Longer than is the default with one server, so that what is sent again meets what
   * is still under way; {@code -Dchaos.retryMs=0} is that default.
   */
  @Override
  public long retryBudgetMs() {
    return Long.getLong("chaos.retryMs", 3_000);
  }

  @Override
  public List<RedisServer> primaries() {
    return servers();
  }

  @Override
  public List<RedisServer> servers() {
    return List.of(server);
  }

  @Override
  public Map<String, Function<Random, Broken>> faults() {
    Map<String, Function<Random, Broken>> faults = new LinkedHashMap<>();
    faults.put(
        "kill -9 of Redis, restart with AOF",
        random -> {
          server.kill();
          return Broken.until("kill -9 of Redis", server::restart);
        });
    faults.put(
        "SIGSTOP of Redis",
        random -> {
          server.freeze();
          return Broken.until("SIGSTOP of Redis", server::thaw);
        });
    faults.putAll(networks.faults(this::primaries));
    return faults;
  }

  @Override
  public void awaitComplete() {
    server.command("PING");
  }

  @Override
  public void close() {
    networks.close();
    server.close();
  }
}
