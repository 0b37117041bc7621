package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A cluster that each test may break, and that is whole again before the next. */
abstract class ClusterFixture {

  static final Duration BOUND = Duration.ofSeconds(60);
  static ClusterFleet fleet;

  final Vertx vertx = Vertx.vertx();
  final String prefix = RandomPrefix.next();
  final LogCapture log = new LogCapture();
  private final List<Topology> topologies = new ArrayList<>();
  private final List<RedisCommands> opened = new ArrayList<>();
  private final Set<RedisServer> killed = new LinkedHashSet<>();
  private final Set<RedisServer> frozen = new LinkedHashSet<>();

  @BeforeAll
  static void startFleet() {
    fleet = ClusterFleet.start(Acl.nearCacheOptions());
  }

  @AfterAll
  static void endFleet() {
    fleet.close();
  }

  @AfterEach
  void makeWhole() {
    opened.forEach(commands -> await(commands.close()));
    topologies.forEach(topology -> await(topology.close()));
    await(vertx.close());
    log.close();
    frozen.forEach(RedisServer::thaw);
    killed.forEach(RedisServer::restart);
    fleet.awaitComplete();
  }

  void kill(RedisServer server) {
    killed.add(server);
    server.kill();
  }

  void freeze(RedisServer server) {
    frozen.add(server);
    server.freeze();
  }

  void restartKilled() {
    killed.forEach(RedisServer::restart);
    killed.clear();
  }

  static JsonObject redis(List<String> uris) {
    return TestConfig.redis(uris.get(0))
        .put("mode", "cluster")
        .put("endpoints", new JsonArray(uris))
        .put("retryBudgetMs", 30_000);
  }

  static RedisConfig config(JsonObject redis) {
    return SessionsConfig.from(new JsonObject().put("redis", redis)).redis();
  }

  RedisCommands commands(JsonObject redis) {
    RedisCommands commands =
        await(RedisCommands.open(vertx, config(redis), List.of(ShardWriter.PUT)));
    opened.add(commands);
    return commands;
  }

  Topology topology(JsonObject redis) {
    RedisNodes nodes = new RedisNodes(vertx, config(redis), List.of(ShardWriter.PUT));
    Topology topology = await(Topology.open(nodes));
    topologies.add(topology);
    // On a busy machine the first look may take longer than a connection.
    eventually(
        BOUND, () -> assertThat(topology.shards()).noneMatch(shard -> shard.primary() == null));
    return topology;
  }

  /** A key of this test whose slot a server has. */
  String keyOf(RedisServer primary) {
    for (int i = 0; ; i++) {
      String key = prefix + i;
      if (fleet.primaryOf(key) == primary) {
        return key;
      }
    }
  }

  static RedisServer otherPrimary(RedisServer primary) {
    return otherPrimary(fleet, primary);
  }

  static RedisServer otherPrimary(ClusterFleet fleet, RedisServer primary) {
    return fleet.primaries().stream().filter(p -> p != primary).findFirst().orElseThrow();
  }

  static Future<Response> put(RedisCommands commands, String key, String field) {
    return commands.run(ShardWriter.PUT, key, List.of(field, field), Importance.DATA);
  }

  static int portOf(Topology topology, String key) {
    RedisNode primary = topology.shardOf(key).primary();
    return primary == null ? -1 : primary.endpoint().getPort();
  }

  /** How often a text is in the log. */
  int logged(String text) {
    return log.text().split(Pattern.quote(text), -1).length - 1;
  }
}
