package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.chaos.history.Bounds;
import io.github.redsessions.chaos.history.Checker;
import io.github.redsessions.chaos.history.Fault;
import io.github.redsessions.chaos.history.History;
import io.github.redsessions.chaos.history.Outcome;
import io.github.redsessions.chaos.history.Violation;
import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** One run: visitors and faults for a while, then the check of everything that was seen. */
final class ChaosRun implements AutoCloseable {

  static final int SERVICES = 3;

  private static final long COMMAND_TIMEOUT_MS = 500;
  private static final long DURABILITY_TIMEOUT_MS = 1_000;
  private static final long TOUCH_MS = 1_000;
  private static final Duration BRIEF_IDLE = Duration.ofSeconds(3);
  private static final Duration BRIEF_ABSOLUTE = Duration.ofSeconds(9);

  /** For the machine: what is measured is the code's, and the load of a build isn't. */
  private static final Duration SLACK = Duration.ofSeconds(8);

  /** How soon nothing fails any more; stricter where the machine has nothing else to do. */
  private static final long RECOVERY_MS = Long.getLong("chaos.recoveryMs", 15_000);

  private static final Duration SETTLED = Duration.ofSeconds(60);

  /** Which faults there are, as a pattern of their names: all, unless somebody looks for one. */
  private static final String ONLY = System.getProperty("chaos.faults", ".*");

  private final String prefix = RandomPrefix.next();
  private final Deployment deployment;
  private final int replicas;
  private final Random random;
  private final Recorder recorder = new Recorder();
  private final List<ServiceProcess> services = new ArrayList<>();
  private final Visitors visitors;
  private final Map<String, Function<Random, Broken>> faults = new LinkedHashMap<>();

  private List<RedisServer> primaries;
  private long primariesSince = System.nanoTime();
  private int replaced;

  /** How often each of them was seen to make a difference. */
  private final Map<String, Integer> seen = new TreeMap<>();

  /**
   * Starts the services.
   *
   * @param replicas how many have every change before it counts
   */
  ChaosRun(Deployment deployment, int replicas, long seed) {
    this.deployment = deployment;
    this.primaries = deployment.primaries();
    this.replicas = replicas;
    this.random = new Random(seed);
    JsonArray keys = CommonFaults.ring(CommonFaults.FIRST_KEY);
    for (JsonObject config :
        Stream.iterate(0, i -> i < SERVICES, i -> i + 1).map(i -> config(i, keys)).toList()) {
      services.add(new ServiceProcess(config));
    }
    this.visitors =
        new Visitors(services.stream().map(ServiceProcess::port).toList(), recorder, seed);
    faults.putAll(deployment.faults());
    faults.putAll(new CommonFaults(deployment, services, visitors, recorder, prefix).all());
  }

  private JsonObject config(int service, JsonArray keys) {
    try {
      return new JsonObject()
          .put("port", RedisProcess.freePort())
          .put("merge", sessions(service, prefix, keys))
          .put("strict", with(sessions(service, prefix, keys), "concurrency", "strict"))
          .put(
              "brief",
              with(
                  with(
                      sessions(service, prefix + "-brief", keys),
                      "idleTimeoutMs",
                      BRIEF_IDLE.toMillis()),
                  "absoluteTimeoutMs",
                  BRIEF_ABSOLUTE.toMillis()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject sessions(int service, String keyPrefix, JsonArray keys) {
    JsonObject redis =
        deployment
            .redis(service)
            .put("commandTimeoutMs", COMMAND_TIMEOUT_MS)
            .put("retryBudgetMs", deployment.retryBudgetMs());
    if (replicas > 0) {
      redis.put(
          "durability",
          new JsonObject()
              .put("replicas", replicas)
              .put("timeoutMs", DURABILITY_TIMEOUT_MS)
              .put("allWrites", true));
    }
    return new JsonObject()
        .put("redis", redis)
        .put(
            "session",
            new JsonObject()
                .put("prefix", keyPrefix)
                .put("touchIntervalMs", TOUCH_MS)
                .put("maxPerUser", Visitors.MAX_PER_USER)
                .put("keepOnLogin", new JsonArray().add("a").add("n"))
                .put("unknownIdsPerMinute", 1_000_000))
        .put(
            "cookie",
            new JsonObject().put("name", "sid").put("secure", false).put("signingKeys", keys));
  }

  private static JsonObject with(JsonObject config, String key, Object value) {
    config.getJsonObject("session").put(key, value);
    return config;
  }

  /** Runs for a while, and fails when what was seen contradicts a guarantee. */
  Figures run(Duration duration) {
    visitors.start();
    long end = System.nanoTime() + duration.toNanos();
    List<String> names = faults.keySet().stream().filter(name -> name.matches(ONLY)).toList();
    while (System.nanoTime() < end) {
      visitors.pause(200 + random.nextInt(800));
      String fault = names.get(random.nextInt(names.size()));
      breakAndMend(fault);
      progress(end, fault);
    }
    deployment.awaitComplete();
    List<String> problems = new ArrayList<>();
    noteFailure(problems, this::awaitRecovery);
    visitors.stop();
    noteFailure(problems, this::awaitOrder);
    services.forEach(service -> problems.addAll(service.alarms()));
    problems.addAll(refusals());
    History history = recorder.history();
    List<Violation> violations = new Checker(bounds()).check(history);
    Figures figures = Figures.of(history, violations, seen, replaced);
    assertThat(problems.size() + violations.size())
        .overridingErrorMessage(
            () -> figures + "\n" + problems + "\n" + Checker.explain(history, violations))
        .isZero();
    return figures;
  }

  /** A line for each fault: a long run is watched by somebody. */
  @SuppressWarnings("SystemOut")
  private void progress(long end, String fault) {
    System.out.printf(
        Locale.ROOT,
        "chaos: %d faults, %d operations, %d s to go; mended: %s%n",
        faultCount(),
        recorder.size(),
        Math.max(0, Duration.ofNanos(end - System.nanoTime()).toSeconds()),
        fault);
  }

  private int faultCount() {
    return seen.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** So that the history is checked whatever else is wrong. */
  private static void noteFailure(List<String> problems, Runnable check) {
    try {
      check.run();
    } catch (AssertionError e) {
      problems.add(e.getMessage());
    }
  }

  private void breakAndMend(String name) {
    long begin = System.nanoTime();
    Broken broken = faults.get(name).apply(random);
    visitors.pause(100 + random.nextInt(2_400));
    broken.mend().run();
    deployment.awaitComplete();
    recorder.add(
        new Fault(broken.name(), broken.server(), broken.replaces(), begin, System.nanoTime()));
    if (broken.seen().getAsBoolean()) {
      seen.merge(name, 1, Integer::sum);
    }
    noteReplacement();
  }

  /** Whatever was done, the others may have taken a primary for dead: on a busy machine too. */
  private void noteReplacement() {
    List<RedisServer> now = deployment.primaries();
    long moment = System.nanoTime();
    if (!now.equals(primaries)) {
      recorder.add(new Fault("another primary", -1, true, primariesSince, moment));
      replaced++;
    }
    primaries = now;
    primariesSince = moment;
  }

  /** Waits until nothing fails any more for a second, with operations under way. */
  private void awaitRecovery() {
    eventually(
        SETTLED,
        () -> {
          int before = recorder.size();
          long begin = System.nanoTime();
          visitors.pause(1_000);
          assertThat(recorder.size() - before).as("answers in a second").isGreaterThan(20);
          assertThat(
                  recorder.history().count(o -> o.end() > begin && o.outcome() == Outcome.UNKNOWN))
              .as("failures in a second")
              .isZero();
        });
  }

  /** Uses every session and every index once more, until Redis holds what it should. */
  private void awaitOrder() {
    eventually(
        SETTLED,
        () -> {
          visitors.look();
          visitors.listAll();
          visitors.pause(TOUCH_MS);
          visitors.look();
          visitors.listAll();
          Set<String> used = visitors.look();
          assertThat(Keys.read(deployment.primaries(), prefix, used, Visitors.MAX_PER_USER).check())
              .isEmpty();
        });
  }

  /** What our own user was refused; that a replica was, is one of the faults. */
  private List<String> refusals() {
    List<String> ours = new ArrayList<>();
    for (RedisServer server : deployment.servers()) {
      server.refusals().stream().filter(entry -> entry.contains("sessions")).forEach(ours::add);
      server.forgetRefusals();
    }
    return ours;
  }

  private Bounds bounds() {
    long step =
        COMMAND_TIMEOUT_MS
            + deployment.retryBudgetMs()
            + (replicas > 0 ? 2 * DURABILITY_TIMEOUT_MS : 0);
    return new Bounds(
        Visitors.MAX_PER_USER,
        Visitors.brief(),
        BRIEF_IDLE,
        BRIEF_ABSOLUTE,
        Duration.ofMillis(TOUCH_MS),
        Duration.ofMillis(step),
        Duration.ofMillis(RECOVERY_MS),
        SLACK);
  }

  @Override
  public void close() {
    visitors.stop();
    visitors.close();
    services.forEach(ServiceProcess::close);
  }
}
