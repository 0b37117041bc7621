package io.github.redsessions.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.testkit.LightConnection;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three times as many requests as a service can answer: it goes on answering as many as it can, and
 * is as fast as before when that is over. The service has one core for itself, and whoever visits
 * it, Redis included, the others, so that what is compared is how many requests are answered in a
 * second. Where that can't be arranged, it is how many are in a second of the service's CPU time:
 * the visitors take more of a shared core the more they are. Rows D2, D8. It measures, so it is no
 * part of the build: {@code -Pchaos}.
 */
class OverloadCheck {

  private static final Logger LOG = LoggerFactory.getLogger(OverloadCheck.class);
  private static final Path REPORT = Path.of("target", "overload.txt");

  /** Enough for the service to have always something to do. */
  private static final int SATURATING = 64;

  /** How many connections the visitors open, at the most, who don't wait for one another. */
  private static final int CONNECTIONS = Integer.getInteger("overload.connections", 2_000);

  /** What else runs on the machine disturbs one of them, and not the median. */
  private static final int ROUNDS = Integer.getInteger("overload.rounds", 3);

  private static final int LOGIN_RATE = 800;

  /** How much is answered of the most that as many visitors are ever served, at the least. */
  private static final double LEAST = 0.8;

  /**
   * The same of what a few visitors are served. What was measured is 0.74 to 0.77, for what belongs
   * to a thousand visitors doesn't fit into the caches of the processor.
   */
  private static final double LEAST_OF_FEW = 0.7;

  /** How much of what was answered before is answered afterwards. */
  private static final double AFTERWARDS = 0.8;

  private final RedisServer redis = RedisServer.start();
  private ServiceProcess service;
  private LightLoad load;

  @BeforeEach
  void start() throws IOException {
    String prefix = RandomPrefix.next();
    service =
        new ServiceProcess(
            ChaosService.class,
            Cores.canBeShared() ? Cores.onTheLast() : List.of(),
            new JsonObject()
                .put("port", RedisProcess.freePort())
                .put("merge", sessions(prefix))
                .put("strict", sessions(prefix))
                .put("brief", sessions(prefix + "-brief")),
            "-Xmx512m",
            "-Xmn300m",
            // Or it would get faster all the time.
            "-XX:TieredStopAtLevel=1");
    if (Cores.canBeShared()) {
      Cores.leaveTheLast(redis);
    }
    List<LightConnection.Guest> guests = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      guests.add(new Reader(i));
    }
    load = new LightLoad(service.port(), guests, service::cpu);
  }

  private JsonObject sessions(String prefix) {
    JsonArray keys = CommonFaults.ring(CommonFaults.FIRST_KEY);
    JsonObject config = TestConfig.of(redis, prefix);
    config.getJsonObject("redis").remove("commandTimeoutMs");
    return config.put(
        "cookie",
        new JsonObject().put("name", "sid").put("secure", false).put("signingKeys", keys));
  }

  @AfterEach
  void stop() throws IOException {
    if (Cores.canBeShared()) {
      Cores.useAll();
    }
    load.close();
    service.close();
    redis.close();
  }

  /** Logs in, and reads its session from then on. */
  private static final class Reader implements LightConnection.Guest {

    private ByteBuffer request;
    private boolean loggedIn;

    Reader(int number) {
      request = bytes("POST /app/login?user=user" + number, "");
    }

    @Override
    public ByteBuffer request() {
      return request;
    }

    @Override
    public boolean wantsCookie() {
      return !loggedIn;
    }

    @Override
    public void answered(int status, String cookie) {
      if (!loggedIn && cookie != null) {
        loggedIn = true;
        request = bytes("POST /app/read", "cookie: " + cookie + "\r\n");
      }
    }

    private static ByteBuffer bytes(String line, String header) {
      String text =
          line + " HTTP/1.1\r\nhost: localhost\r\n" + header + "content-length: 0\r\n\r\n";
      return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void d2_threeTimesSaturation_isServedLikeSaturation() throws IOException {
    // Each logs in, at a rate that the service can answer, and reads at least once.
    load.open(LOGIN_RATE, Duration.ofSeconds(2L + 2 * CONNECTIONS / LOGIN_RATE));
    load.closed(SATURATING, Duration.ofSeconds(10));
    List<LightLoad.Result> saturations = new ArrayList<>();
    List<LightLoad.Result> overloads = new ArrayList<>();
    saturations.add(load.closed(SATURATING, Duration.ofSeconds(5)));
    List<LightLoad.Result> approaches = new ArrayList<>();
    for (double offered : List.of(0.7, 0.8, 0.9, 1.0)) {
      double rate = offered * saturations.get(0).rate();
      approaches.add(load.open(rate, Duration.ofSeconds(5)));
    }
    for (int i = 0; i < ROUNDS; i++) {
      double rate = 3 * median(saturations, LightLoad.Result::rate);
      overloads.add(load.open(rate, Duration.ofSeconds(10)));
      saturations.add(load.closed(SATURATING, Duration.ofSeconds(5)));
    }

    ToDoubleFunction<LightLoad.Result> measure =
        Cores.canBeShared() ? LightLoad.Result::rate : LightLoad.Result::ofCpu;
    double part = median(overloads, measure) / median(saturations, measure);
    double most = approaches.stream().mapToDouble(measure).max().orElseThrow();
    double partOfMost = median(overloads, measure) / most;
    String figures =
        "%,d connections, served %.2f of saturation, %.2f of the most these are served %s%n  saturation %s%n  approach   %s%n  overload   %s%n"
            .formatted(
                CONNECTIONS,
                part,
                partOfMost,
                Cores.canBeShared() ? "by the clock" : "in a second of CPU time",
                lines(saturations),
                lines(approaches),
                lines(overloads));
    LOG.info(figures);
    Files.writeString(REPORT, figures, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    for (LightLoad.Result saturation : saturations) {
      assertThat(saturation.answers().keySet()).as(figures).containsExactly(200);
    }
    assertThat(partOfMost).as(figures).isGreaterThan(LEAST);
    assertThat(part).as(figures).isGreaterThan(LEAST_OF_FEW);
    for (LightLoad.Result overload : overloads) {
      assertThat(Set.of(200, 503)).as(figures).containsAll(overload.answers().keySet());
      // As long as the others that are connected take, and twice as much again.
      assertThat(overload.longestMs())
          .as(figures)
          .isLessThan((long) (3 * 1_000 * CONNECTIONS / overload.rate()) + 500);
    }
    // What comes at once after each overload is as fast as what came before the first one.
    double first = measure.applyAsDouble(saturations.get(0));
    assertThat(median(saturations.subList(1, saturations.size()), measure))
        .as(figures)
        .isGreaterThan(AFTERWARDS * first);
    assertThat(service.alarms()).isEmpty();
  }

  private static double median(
      List<LightLoad.Result> results, ToDoubleFunction<LightLoad.Result> measure) {
    double[] sorted = results.stream().mapToDouble(measure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String lines(List<LightLoad.Result> results) {
    return results.stream()
        .map(LightLoad.Result::toString)
        .collect(Collectors.joining(System.lineSeparator() + "             "));
  }
}
