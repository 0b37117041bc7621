package io.github.redsessions.chaos;

import io.github.redsessions.chaos.FaultyLink.State;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One server that keeps every write in its AOF, and a network of its own to each service, in which
 * everything that networks do is done.
 */
final class StandaloneDeployment implements Deployment {

  private final RedisServer server =
      RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
  private final List<FaultyLink> links = new ArrayList<>();

  StandaloneDeployment(int services) {
    try {
      for (int i = 0; i < services; i++) {
        links.add(new FaultyLink(server.port()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public JsonObject redis(int service) {
    return TestConfig.withCredentials(
        new JsonObject()
            .put("mode", "standalone")
            .put("endpoints", new JsonArray().add(links.get(service).uri())));
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
    faults.put("partition of a service", onALink("partition", link -> link.setAll(State.LOST)));
    faults.put("late network", onALink("late network", link -> link.setAll(State.HELD)));
    faults.put(
        "late connections",
        onALink("what was under way is late", link -> link.setOpenOnes(State.HELD)));
    faults.put("lost replies", onALink("replies are lost", link -> link.setAll(State.MUTE)));
    faults.put(
        "half-open connections",
        onALink("half-open connections", link -> link.setOpenOnes(State.LOST)));
    faults.put(
        "slow network",
        random -> {
          FaultyLink link = links.get(random.nextInt(links.size()));
          link.delay(10 + random.nextInt(150));
          return Broken.until(
              "slow network at service " + links.indexOf(link), () -> link.delay(0));
        });
    faults.put(
        "connections cut",
        random -> {
          links.forEach(FaultyLink::dropAll);
          return Broken.once("all connections cut");
        });
    return faults;
  }

  private Function<Random, Broken> onALink(String name, Consumer<FaultyLink> fault) {
    return random -> {
      FaultyLink link = links.get(random.nextInt(links.size()));
      fault.accept(link);
      return Broken.until(name + " at service " + links.indexOf(link), link::mend);
    };
  }

  @Override
  public void awaitComplete() {
    server.command("PING");
  }

  @Override
  public void close() {
    links.forEach(FaultyLink::close);
    server.close();
  }
}
