package io.github.redsessions.chaos;

import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** What can be broken wherever the sessions are: the services, and what one Redis server holds. */
final class CommonFaults {

  static final String FIRST_KEY = "k1";

  private final Deployment deployment;
  private final List<ServiceProcess> services;
  private final Visitors visitors;
  private final Recorder recorder;
  private final String prefix;

  /** The key that signs first. */
  private final List<String> keys = new ArrayList<>(List.of(FIRST_KEY));

  CommonFaults(
      Deployment deployment,
      List<ServiceProcess> services,
      Visitors visitors,
      Recorder recorder,
      String prefix) {
    this.deployment = deployment;
    this.services = services;
    this.visitors = visitors;
    this.recorder = recorder;
    this.prefix = prefix;
  }

  Map<String, Function<Random, Broken>> all() {
    Map<String, Function<Random, Broken>> faults = new LinkedHashMap<>();
    faults.put("kill -9 of a service", this::killService);
    faults.put("SIGSTOP of a service", this::freezeService);
    faults.put("clock jump of a service", this::jump);
    faults.put("signing keys replaced", this::replaceKeys);
    faults.put("SCRIPT FLUSH", random -> everywhere("SCRIPT", "FLUSH"));
    faults.put("CLIENT KILL", random -> everywhere("CLIENT", "KILL", "TYPE", "normal"));
    faults.put("CLIENT PAUSE", random -> pauseClients(random));
    faults.put("maxmemory", this::fill);
    faults.put("index lost", this::loseIndex);
    return faults;
  }

  private Broken killService(Random random) {
    int at = random.nextInt(services.size());
    services.get(at).kill();
    return new Broken("kill -9 of service " + at, at, services.get(at)::restart);
  }

  private Broken freezeService(Random random) {
    int at = random.nextInt(services.size());
    services.get(at).freeze();
    return new Broken("SIGSTOP of service " + at, at, services.get(at)::thaw);
  }

  private Broken jump(Random random) {
    int at = random.nextInt(services.size());
    long millis = random.nextBoolean() ? 600_000 : -600_000;
    recorder.setSkewed(at, true);
    visitors.tell(at, "/clock/" + millis);
    return Broken.until(
        "the clock of service " + at + " jumps by " + millis / 60_000 + " min",
        () -> {
          visitors.tell(at, "/clock/0");
          recorder.setSkewed(at, false);
        });
  }

  /** All services take the new key before one signs with it; the old ones stay. */
  private Broken replaceKeys(Random random) {
    String next = "k" + (keys.size() + 1);
    keys.add(next);
    tellKeys(String.join(",", keys));
    keys.remove(next);
    keys.add(0, next);
    tellKeys(String.join(",", keys));
    JsonArray ring = ring(keys.toArray(String[]::new));
    services.forEach(service -> service.setKeys(ring));
    return Broken.once("the cookies are signed with " + next);
  }

  static JsonArray ring(String... ids) {
    JsonArray ring = new JsonArray();
    for (String id : ids) {
      ring.add(new JsonObject().put("id", id).put("secret", ChaosService.secret(id)));
    }
    return ring;
  }

  private void tellKeys(String ids) {
    for (int i = 0; i < services.size(); i++) {
      visitors.tell(i, "/keys/" + ids);
    }
  }

  private Broken everywhere(String... command) {
    deployment.primaries().forEach(server -> server.command(command));
    return Broken.once(String.join(" ", command));
  }

  /** Redis goes on with its replicas and reads nothing from clients. */
  private Broken pauseClients(Random random) {
    RedisServer server = any(random);
    long millis = 200L + random.nextInt(2_000);
    server.command(
        "CLIENT", "PAUSE", Long.toString(millis), random.nextBoolean() ? "ALL" : "WRITE");
    return Broken.until("CLIENT PAUSE for " + millis + " ms", () -> visitors.pause(millis));
  }

  private Broken fill(Random random) {
    RedisServer server = any(random);
    server.command("CONFIG", "SET", "maxmemory", "100kb");
    return Broken.until(
        "maxmemory at " + server, () -> server.command("CONFIG", "SET", "maxmemory", "0"));
  }

  /** The indexes of users, which are never trusted alone. */
  private Broken loseIndex(Random random) {
    for (RedisServer server : deployment.primaries()) {
      for (String key : Keys.scan(server, prefix + ":u:*")) {
        server.command("DEL", key);
      }
    }
    return Broken.once("all indexes lost");
  }

  private RedisServer any(Random random) {
    List<RedisServer> primaries = deployment.primaries();
    return primaries.get(random.nextInt(primaries.size()));
  }
}
