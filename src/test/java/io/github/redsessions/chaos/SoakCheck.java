package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that is visited for long, at 70 % of what it can answer, holds as much at the end as at
 * the beginning: objects of every class, buffers, threads, files, and keys of Redis. Sessions end
 * after seconds here, so that as many come as go, and all connections to Redis are lost every few
 * seconds. Rows T5, D2. It takes half an hour, so it is no part of the build: {@code -Pchaos
 * -Dit.test=SoakCheck}, with {@code -Dsoak.minutes}, {@code -Dsoak.seed}, {@code -Dsoak.rate}
 * (requests a second, instead of measuring) and {@code -Dsoak.leak=sessions}, {@code buffers} or
 * {@code keys}, which it must notice.
 */
class SoakCheck {

  private static final Logger LOG = LoggerFactory.getLogger(SoakCheck.class);
  private static final Path REPORT = Path.of("target", "soak.txt");

  private static final double MINUTES =
      Double.parseDouble(System.getProperty("soak.minutes", "30"));
  private static final long SEED = Long.getLong("soak.seed", 8);
  private static final int RATE = Integer.getInteger("soak.rate", 0);
  private static final String LEAK = System.getProperty("soak.leak", "");

  private static final int GUESTS = 256;
  private static final int SATURATING = 64;
  private static final int WITH_SOCKETS = 8;
  private static final double SHARE = 0.7;

  /** What unknown ids leave behind lasts for a minute, sessions for half of that. */
  private static final double LEAST_WARM_UP = 75;

  private static final int ABSOLUTE_MS = 25_000;
  private static final Pattern USED_MEMORY = Pattern.compile("(?m)^used_memory:(\\d+)");
  private static final Pattern CLIENTS = Pattern.compile("(?m)^connected_clients:(\\d+)");

  /** What may be left: numbers of revocations, counts of logins, and the audit. All have a TTL. */
  private static final Pattern STATED = Pattern.compile("vs:[^:]+:(e|e:.*|t:.*|audit)");

  // Without the delay a replica is synchronised at once.
  private final RedisServer redis = start("--repl-diskless-sync-delay", "0");
  private final RedisServer replica =
      start("--replicaof", "127.0.0.1", Integer.toString(redis.port()));
  private final Vertx vertx = Vertx.vertx();
  private final WebClient client = WebClient.create(vertx);
  private final Map<Integer, Long> answers = new TreeMap<>();
  private ServiceProcess service;
  private SlowGuests slow;
  private LightLoad load;

  @TempDir private Path directory;

  private static RedisServer start(String... options) {
    List<String> all = new ArrayList<>(List.of(Acl.nearCacheOptions()));
    all.addAll(List.of(options));
    return RedisServer.start(all.toArray(String[]::new));
  }

  @BeforeEach
  void awaitReplica() {
    assertThat(LEAK).isIn("", "sessions", "buffers", "keys");
    eventually(
        Duration.ofSeconds(20),
        () -> {
          redis.command("SET", "probe", "x");
          assertThat(redis.command("WAIT", "1", "1000")).isEqualTo(1L);
        });
    redis.command("DEL", "probe");
  }

  private void serve(String leakDetection) throws IOException {
    String prefix = RandomPrefix.next();
    int loginPort = RedisProcess.freePort();
    JsonObject config =
        new JsonObject()
            .put("port", RedisProcess.freePort())
            .put("leak", LEAK)
            .put("app", cached(encrypted(sessions(prefix, "sid", 10_000), "key")))
            .put("strict", strict(encrypted(sessions(prefix, "sid", 10_000), "key")))
            .put(
                "brief", replicated(encrypted(sessions(prefix + "-brief", "bid", 2_000), "cookie")))
            .put("login", login(sessions(prefix + "-login", "lid", 10_000), loginPort));
    service =
        new ServiceProcess(
            SoakService.class,
            List.of(),
            config,
            "-Xmx384m",
            // Compiled code of the last tier comes late, and inlines what it counts.
            "-XX:TieredStopAtLevel=1",
            "-Dio.netty.leakDetection.level=" + leakDetection);
    List<SoakGuest> guests = new ArrayList<>();
    for (int i = 0; i < GUESTS; i++) {
      guests.add(new SoakGuest(i, SEED));
    }
    load = new LightLoad(service.port(), guests, service::cpu);
    slow = new SlowGuests(vertx, service.port(), loginPort);
  }

  private JsonObject sessions(String prefix, String cookie, int idleMs) {
    JsonObject config = TestConfig.of(redis, prefix);
    TestConfig.withNearCacheUser(config.getJsonObject("redis"));
    config
        .getJsonObject("session")
        .put("idleTimeoutMs", idleMs)
        .put("absoluteTimeoutMs", ABSOLUTE_MS)
        .put("socketCheckMs", 1_000)
        .put("unknownIdsPerMinute", 1_000_000);
    JsonObject cookies = new JsonObject().put("name", cookie).put("secure", false);
    if (cookie.equals("sid")) {
      cookies.put("signingKeys", CommonFaults.ring(CommonFaults.FIRST_KEY));
    }
    return config
        .put("cookie", cookies)
        .put("audit", new JsonObject().put("stream", true).put("streamMaxLength", 1_000))
        .put("http", new JsonObject().put("trustProxy", new JsonArray().add("127.0.0.1")));
  }

  private static JsonObject encrypted(JsonObject config, String mode) {
    JsonObject encryption = new JsonObject().put("mode", mode);
    if (mode.equals("key")) {
      encryption.put("keys", CommonFaults.ring(CommonFaults.FIRST_KEY));
    }
    return config.put("encryption", encryption);
  }

  private static JsonObject cached(JsonObject config) {
    // Fewer than there are sessions, so that it is full.
    return config.put("nearCache", new JsonObject().put("enabled", true).put("maxEntries", 200));
  }

  /** Reads the replica, and waits for it after logins. */
  private JsonObject replicated(JsonObject config) {
    config
        .getJsonObject("redis")
        .put("mode", "replication")
        .put("endpoints", new JsonArray().add(redis.uri()).add(replica.uri()))
        .put("reads", "replica")
        .put("durability", new JsonObject().put("replicas", 1).put("timeoutMs", 5_000));
    return config;
  }

  private static JsonObject strict(JsonObject config) {
    config.getJsonObject("session").put("concurrency", "strict");
    return config;
  }

  /** The account of the demonstration under another name, in a file that may change. */
  private JsonObject login(JsonObject config, int port) throws IOException {
    JsonObject accounts = new JsonObject(Files.readString(Path.of("conf", "accounts.json")));
    accounts.getJsonArray("accounts").getJsonObject(0).put("username", "alice");
    Path file = Files.writeString(directory.resolve("accounts.json"), accounts.encode());
    config.getJsonObject("http").put("host", "127.0.0.1").put("port", port);
    return config.put("login", new JsonObject().put("accountsFile", file.toString()));
  }

  @AfterEach
  void stop() throws IOException {
    slow.stop();
    load.close();
    service.close();
    await(vertx.close());
    replica.close();
    redis.close();
  }

  @Test
  void d2_longVisits_leaveNothingBehind() throws IOException {
    serve("simple");
    double rate = rate();
    double seconds = MINUTES * 60;
    SoakSamples samples = new SoakSamples(Math.max(LEAST_WARM_UP, seconds / 4));
    slow.start(WITH_SOCKETS);
    Duration interval = Duration.ofMillis((long) Math.min(15_000, Math.max(3_000, seconds * 10)));
    long begin = System.nanoTime();
    for (double at = 0; at < seconds; at = (System.nanoTime() - begin) / 1e9) {
      // Connections are lost now and then: what remembers them has an end too.
      redis.command("CLIENT", "KILL", "TYPE", "normal");
      LightLoad.Result result = visit(rate, interval);
      samples.add(sample((System.nanoTime() - begin) / 1e9, result.rate()));
      if (LEAK.equals("keys")) {
        redis.command("SET", "vs-leak", "without a TTL");
      }
    }
    slow.stop();
    String report =
        "seed %d, %.0f requests a second, %s, %s%n%s"
            .formatted(SEED, rate, answers, slow.rounds(), samples.table());
    LOG.info(report);
    Files.writeString(REPORT, report, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    assertThat(samples.grown()).as(report).isEmpty();
    assertAsked(report);
    assertThat(withoutTtl()).isEmpty();
    // All sessions end, and nothing else is there but what is meant to stay longer.
    eventually(
        Duration.ofMillis(3L * ABSOLUTE_MS),
        () -> assertThat(Keys.scan(redis, "*")).allSatisfy(key -> assertThat(key).matches(STATED)));
  }

  /** Every buffer is tracked, which is too slow for the other measurement. */
  @Test
  void d2_noBufferIsForgotten() throws IOException {
    serve("paranoid");
    slow.start(WITH_SOCKETS);
    double rate = rate();
    long end = System.nanoTime() + Duration.ofMillis((long) (MINUTES * 6_000)).toNanos();
    do {
      visit(rate, Duration.ofSeconds(3));
      // It collects, which is when forgotten buffers are found.
      vitals();
    } while (System.nanoTime() < end);
    visit(rate, Duration.ofSeconds(3));
    assertAsked("paranoid leak detection, " + answers);
  }

  /** As many requests as there are to be a second. */
  private double rate() throws IOException {
    if (RATE > 0) {
      // A service that has just started is slow, and not yet what is looked at.
      load.open(RATE / 10.0, Duration.ofSeconds(10));
      return RATE;
    }
    load.closed(SATURATING, Duration.ofSeconds(15));
    return SHARE * load.closed(SATURATING, Duration.ofSeconds(10)).rate();
  }

  private LightLoad.Result visit(double rate, Duration duration) throws IOException {
    LightLoad.Result result = load.open(rate, duration);
    result.answers().forEach((status, count) -> answers.merge(status, count, Long::sum));
    return result;
  }

  /** Nothing went wrong but what guests do wrong. */
  private void assertAsked(String report) {
    assertThat(service.alarms()).as(report).isEmpty();
    assertThat(Set.of(200, 401, 409)).as(report).containsAll(answers.keySet());
    long all = answers.values().stream().mapToLong(Long::longValue).sum();
    assertThat(answers.get(200)).as(report).isGreaterThan((long) (0.9 * all));
    assertThat(answers.getOrDefault(409, 0L)).as(report).isLessThan(all / 100);
    assertThat(slow.rounds().keySet())
        .as(report)
        .containsExactlyInAnyOrder("guess", "password", "socket");
  }

  private SoakSamples.Sample sample(double seconds, double rate) {
    JsonObject vitals = vitals();
    Map<String, Long> values = new HashMap<>();
    for (String name : List.of("heap", "buffers", "direct", "threads", "files")) {
      values.put(name, vitals.getLong(name));
    }
    values.put("redis", info("memory", USED_MEMORY));
    values.put("clients", info("clients", CLIENTS));
    values.put("keys", (Long) redis.command("DBSIZE"));
    Map<String, Long> classes = new HashMap<>();
    vitals
        .getJsonObject("classes")
        .forEach(entry -> classes.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
    return new SoakSamples.Sample(seconds, rate, values, classes);
  }

  private JsonObject vitals() {
    return await(
        client
            .get(service.port(), "127.0.0.1", "/vitals")
            .send()
            .map(HttpResponse::bodyAsJsonObject));
  }

  private long info(String section, Pattern pattern) {
    Matcher line = pattern.matcher((String) redis.command("INFO", section));
    assertThat(line.find()).isTrue();
    return Long.parseLong(line.group(1));
  }

  private Set<String> withoutTtl() {
    Set<String> without = new TreeSet<>();
    for (String key : Keys.scan(redis, "*")) {
      if ((Long) redis.command("PTTL", key) == -1) {
        without.add(key);
      }
    }
    return without;
  }
}
