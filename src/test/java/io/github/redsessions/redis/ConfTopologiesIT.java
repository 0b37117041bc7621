package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.config.ConfigFile;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each file of {@code conf} with its Redis side in {@code conf/redis}, as they are but for ports,
 * directories and the credentials that the files leave to the environment. Where another server can
 * take over, the primary is killed.
 */
class ConfTopologiesIT {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final long MINUTE = 60_000;

  @TempDir Path directory;
  private ConfRedis redis;
  private Vertx vertx;
  private RedisSessions sessions;

  @BeforeEach
  void prepare() throws IOException {
    redis = new ConfRedis(directory);
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    await(sessions.close());
    await(vertx.close());
    redis.close();
  }

  @Test
  void standalone() throws IOException {
    int port = redis.start("standalone.conf");
    open("standalone.yaml", List.of(port));

    useSession();
    redis.expectNoRefusals(port);
  }

  @Test
  void sentinel_outlivesItsPrimary() throws IOException {
    int primary = redis.start("primary.conf");
    List<Integer> replicas = List.of(redis.startReplicaOf(primary), redis.startReplicaOf(primary));
    List<Integer> sentinels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sentinels.add(redis.startSentinelOf(primary));
    }
    sentinels.forEach(sentinel -> eventually(BOUND, () -> assertKnowsAll(sentinel)));
    open("sentinel.yaml", sentinels);

    Session session = useSession();
    redis.kill(primary);
    change(session);
    replicas.forEach(redis::expectNoRefusals);
    sentinels.forEach(redis::expectNoRefusals);
  }

  @Test
  void replication() throws IOException {
    int primary = redis.start("primary.conf");
    int replica = redis.startReplicaOf(primary);
    open("replication.yaml", List.of(replica, primary));

    useSession();
    redis.expectNoRefusals(primary);
    redis.expectNoRefusals(replica);
  }

  @Test
  void cluster_outlivesAPrimary() throws IOException {
    List<Integer> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(redis.start("cluster.conf"));
    }
    redis.formCluster(nodes);
    nodes.forEach(node -> eventually(BOUND, () -> assertIsInOrder(node)));
    open("cluster.yaml", nodes.subList(0, 3));

    List<Session> ofAllShards = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ofAllShards.add(useSession());
    }
    assertThat(await(sessions.store().size())).isEqualTo(20);
    redis.kill(nodes.get(0));
    ofAllShards.forEach(this::change);
    nodes.forEach(redis::expectNoRefusals);
  }

  private void open(String file, List<Integer> ports) {
    JsonObject config = await(ConfigFile.read(vertx, Path.of("conf", file)));
    JsonArray endpoints = new JsonArray();
    ports.forEach(port -> endpoints.add("redis://127.0.0.1:" + port));
    TestConfig.withCredentials(config.getJsonObject("redis").put("endpoints", endpoints));
    sessions = await(RedisSessions.open(vertx, config));
  }

  /** Stores a session, as soon as the servers have found each other, and reads it again. */
  private Session useSession() {
    Session session = sessions.store().createSession(30 * MINUTE);
    session.put("n", 1);
    eventually(BOUND, () -> await(sessions.store().put(session)));
    assertThat(loaded(session).<Integer>get("n")).isEqualTo(1);
    return session;
  }

  /** Within the budget of the file, or on a machine that is too busy for it, later. */
  private void change(Session session) {
    eventually(BOUND, () -> await(sessions.store().put(loaded(session).put("n", 2))));
    assertThat(loaded(session).<Integer>get("n")).isEqualTo(2);
  }

  private Session loaded(Session session) {
    return await(sessions.store().get(session.value()));
  }

  private static void assertKnowsAll(int sentinel) {
    for (String others : List.of("replicas", "sentinels")) {
      assertThat((List<?>) ConfRedis.admin(sentinel, "SENTINEL", others, "mymaster")).hasSize(2);
    }
  }

  private static void assertIsInOrder(int node) {
    assertThat((String) ConfRedis.admin(node, "CLUSTER", "INFO"))
        .contains("cluster_state:ok", "cluster_known_nodes:6", "cluster_size:3");
  }
}
