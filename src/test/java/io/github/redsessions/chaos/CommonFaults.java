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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can be broken wherever the sessions are: the services, and what one Redis server holds. */
final class CommonFaults {

  static final String FIRST_KEY = "k1";

  private static final Pattern OOM = Pattern.compile("errorstat_OOM:count=(\\d+)");

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
    faults.put("config reload", this::reload);
    faults.put("SCRIPT FLUSH", random -> flushScripts());
    faults.put("CLIENT KILL", random -> killClients());
    faults.put("CLIENT PAUSE", random -> pauseClients(random));
    faults.put("maxmemory", this::fill);
    faults.put("index lost", this::loseIndex);
    return faults;
  }

  private Broken killService(Random random) {
    int at = random.nextInt(services.size());
    services.get(at).kill();
    return Broken.service("kill -9 of service " + at, at, services.get(at)::restart);
  }

  private Broken freezeService(Random random) {
    int at = random.nextInt(services.size());
    services.get(at).freeze();
    return Broken.service("SIGSTOP of service " + at, at, services.get(at)::thaw);
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

  /**
   * All services take other times and limits, then a further key, and then sign with that; and none
   * takes what is wrong. Nobody may notice.
   */
  private Broken reload(Random random) {
    JsonObject times =
        new JsonObject()
            .put("idleTimeoutMs", 1_200_000 + random.nextInt(1_200_000))
            .put("absoluteTimeoutMs", 36_000_000 + random.nextInt(7_200_000))
            // Not more than what the checker reckons with.
            .put("touchIntervalMs", 400 + random.nextInt(600))
            .put("rotationGraceMs", random.nextInt(20_000))
            .put("maxBytes", 65_536 + random.nextInt(65_536));
    String next = "k" + (keys.size() + 1);
    keys.add(next);
    configureAll(times);
    keys.remove(next);
    keys.add(0, next);
    boolean seen = configureAll(times);
    return Broken.once("other times, and the key " + next + ", by reload").ifSeen(() -> seen);
  }

  /** Tells whether all services say that it counts now, and that something wrong doesn't. */
  private boolean configureAll(JsonObject times) {
    boolean all = true;
    for (int i = 0; i < services.size(); i++) {
      services.get(i).setKeys(ring(keys.toArray(String[]::new)));
      JsonObject next = services.get(i).config();
      List.of("merge", "strict")
          .forEach(name -> next.getJsonObject(name).getJsonObject("session").mergeIn(times));
      services.get(i).setConfig(next);
      JsonObject counts = visitors.configure(i, next, 200);
      JsonObject wrong = next.copy();
      wrong
          .getJsonObject("merge")
          .getJsonObject("session")
          .put("idleTimeoutMs", 2_000_000)
          .put("maxPerUser", 0);
      all &=
          counts.equals(visitors.configure(i, wrong, 400))
              && counts.getString("signingKey").equals(keys.get(0))
              && Stream.of("idleTimeoutMs", "touchIntervalMs", "rotationGraceMs")
                  .allMatch(key -> counts.getLong(key).equals(times.getLong(key)));
    }
    return all;
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

  private Broken flushScripts() {
    deployment.primaries().forEach(server -> server.command("SCRIPT", "FLUSH"));
    return Broken.once("SCRIPT FLUSH");
  }

  private Broken killClients() {
    long killed = 0;
    for (RedisServer server : deployment.primaries()) {
      killed += (Long) server.command("CLIENT", "KILL", "TYPE", "normal");
    }
    long count = killed;
    return Broken.once("CLIENT KILL of " + count).ifSeen(() -> count > 0);
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
    long before = refusedForWantOfMemory(server);
    server.command("CONFIG", "SET", "maxmemory", "100kb");
    return Broken.until(
            "maxmemory at " + server, () -> server.command("CONFIG", "SET", "maxmemory", "0"))
        .ifSeen(() -> refusedForWantOfMemory(server) > before);
  }

  private static long refusedForWantOfMemory(RedisServer server) {
    Matcher count = OOM.matcher((String) server.command("INFO", "errorstats"));
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  /** The indexes of users, which are never trusted alone. */
  private Broken loseIndex(Random random) {
    long lost = 0;
    for (RedisServer server : deployment.primaries()) {
      for (String key : Keys.scan(server, prefix + ":u:*")) {
        lost += (Long) server.command("DEL", key);
      }
    }
    long count = lost;
    return Broken.once("all indexes lost").ifSeen(() -> count > 0);
  }

  private RedisServer any(Random random) {
    List<RedisServer> primaries = deployment.primaries();
    return primaries.get(random.nextInt(primaries.size()));
  }
}
