package io.github.redsessions.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the crowd through a failover and prints what it saw. */
abstract class FailoverFixture {

  private static final Logger LOG = LoggerFactory.getLogger(FailoverFixture.class);
  private static final Path REPORT = Path.of("target", "failover.txt");

  static final long COMMAND_TIMEOUT_MS = 500;
  static final long RETRY_BUDGET_MS = 10_000;
  static final long DURABILITY_TIMEOUT_MS = 3_000;

  /** A count is a read and a write, each with its budget, on a machine that may be busy. */
  private static final long PATIENCE_MS =
      2 * (COMMAND_TIMEOUT_MS + RETRY_BUDGET_MS) + DURABILITY_TIMEOUT_MS + 2_000;

  final String prefix = RandomPrefix.next();

  static JsonObject redis(String mode, List<String> uris, int durableReplicas) {
    JsonObject durability =
        new JsonObject()
            .put("replicas", durableReplicas)
            .put("timeoutMs", DURABILITY_TIMEOUT_MS)
            .put("allWrites", durableReplicas > 0);
    return TestConfig.withCredentials(
        new JsonObject()
            .put("mode", mode)
            .put("endpoints", new JsonArray(uris))
            .put("commandTimeoutMs", COMMAND_TIMEOUT_MS)
            .put("retryBudgetMs", RETRY_BUDGET_MS)
            .put("durability", durability));
  }

  /** The same servers for the client of Vert.x, which asks for more than our user may. */
  static RedisOptions stock(RedisClientType type, List<String> uris) {
    RedisOptions options = new RedisOptions().setType(type);
    options.setUser(Acl.ADMIN).setPassword(Acl.password(Acl.ADMIN));
    uris.forEach(options::addConnectionString);
    return options;
  }

  /**
   * Lets the crowd go through a failover.
   *
   * @param stockKey what the client of Vert.x writes, of the same shard
   * @param isConcerned whether a session, by its key, is one of the shard
   */
  Figures run(
      String name,
      JsonObject redis,
      RedisOptions stockOptions,
      String stockKey,
      Runnable takeAway,
      List<RedisServer> others,
      Function<String, Boolean> isConcerned) {
    try (CounterApplication application = new CounterApplication(redis, prefix);
        Crowd crowd = new Crowd(application.port(), PATIENCE_MS);
        StockClient stock = new StockClient(stockOptions, stockKey)) {
      crowd.awaitServedAfter(System.nanoTime());
      Failover failover = Failover.of(takeAway, others);
      crowd.awaitServedAfter(failover.writable());
      // Long enough for whoever was logged out to try the old cookie again and again.
      crowd.awaitServedAfter(System.nanoTime() + 1_000_000_000);
      Figures figures =
          crowd.ask(
              all ->
                  Figures.of(
                      failover,
                      all,
                      all.stream()
                          .filter(v -> isConcerned.apply(prefix + ":s:" + v.handle()))
                          .toList()));
      long stockBack = stock.firstSuccessAfter(failover.writable());
      print(name, figures, stockBack == 0 ? -1 : (stockBack - failover.writable()) / 1_000_000);
      return figures;
    }
  }

  static void assertNothingLost(Figures figures) {
    assertThat(figures.unexpected()).as("neither 200, 401 nor 503").isEmpty();
    assertThat(figures.lostWrites()).as("lost writes").isZero();
    assertThat(figures.lostLogins()).as("lost logins").isZero();
    assertThat(figures.resurrected()).as("resurrected sessions").isZero();
    assertThat(figures.late()).as("requests that outlived their budget").isZero();
  }

  private static void print(String name, Figures figures, long stockBehindRedis) {
    String line =
        name
            + ": "
            + figures
            + ", the client of Vert.x alone "
            + (stockBehindRedis < 0 ? "not back" : stockBehindRedis + " ms behind Redis")
            + System.lineSeparator();
    LOG.info(line);
    try {
      Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
