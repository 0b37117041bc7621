package io.github.redsessions.chaos;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.redis.RedisProcess;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three times as many requests as a service can answer: it goes on answering as many as it can, and
 * is as fast as before when that is over. What is compared is how many requests are answered in a
 * second of the service's CPU time, within one run: the visitors are on the same machine, and take
 * more of it the more they are. Rows D2, D8. It measures, so it is no part of the build: {@code
 * -Pchaos}.
 */
class OverloadCheck {

  private static final Logger LOG = LoggerFactory.getLogger(OverloadCheck.class);
  private static final Path REPORT = Path.of("target", "overload.txt");

  /** Enough for the service to have always something to do. */
  private static final int SATURATING = 64;

  /** How many connections the visitors open, at the most, who don't wait for one another. */
  private static final int CONNECTIONS = 2_000;

  private static final double LEAST = 0.8;

  private final RedisServer redis = RedisServer.start();
  private final Vertx vertx = Vertx.vertx();
  private ServiceProcess service;
  private OverloadLoad load;

  @BeforeEach
  void start() throws IOException {
    String prefix = RandomPrefix.next();
    service =
        new ServiceProcess(
            new JsonObject()
                .put("port", RedisProcess.freePort())
                .put("merge", sessions(prefix))
                .put("strict", sessions(prefix))
                .put("brief", sessions(prefix + "-brief")),
            "-Xmx512m",
            "-Xmn300m");
    load = new OverloadLoad(vertx, service.port(), CONNECTIONS, service::cpu);
    await(load.logIn(SATURATING));
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
  void stop() {
    service.close();
    await(vertx.close());
    redis.close();
  }

  @Test
  void d2_threeTimesSaturation_isServedLikeSaturation() throws IOException {
    done(load.closed(SATURATING, Duration.ofSeconds(10)));
    OverloadLoad.Result saturation = done(load.closed(SATURATING, Duration.ofSeconds(5)));
    done(load.open(3 * saturation.rate(), Duration.ofSeconds(3)));
    OverloadLoad.Result overload = done(load.open(3 * saturation.rate(), Duration.ofSeconds(10)));
    OverloadLoad.Result after = done(load.closed(SATURATING, Duration.ofSeconds(5)));

    String figures =
        "saturation %s%noverload %s%nafter %s%n".formatted(saturation, overload, after);
    LOG.info(figures);
    Files.writeString(REPORT, figures, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    assertThat(saturation.answers().keySet()).containsExactly(200);
    assertThat(overload.ofCpu()).as(figures).isGreaterThan(LEAST * saturation.ofCpu());
    assertThat(Set.of(200, 503)).as(figures).containsAll(overload.answers().keySet());
    // As long as the others that are connected take, and twice as much again.
    assertThat(overload.longestMs())
        .as(figures)
        .isLessThan((long) (3 * 1_000 * CONNECTIONS / overload.rate()) + 500);
    assertThat(after.answers().keySet()).as(figures).containsExactly(200);
    assertThat(after.ofCpu()).as(figures).isGreaterThan(LEAST * saturation.ofCpu());
    assertThat(service.alarms()).isEmpty();
  }

  private static OverloadLoad.Result done(Future<OverloadLoad.Result> load) {
    return load.toCompletionStage().toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
  }
}
