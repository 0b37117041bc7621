package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RespClient;
import io.github.redsessions.testkit.RespException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis' side of the configuration does what it says, as it is; see {@link ConfRedis}. */
class ConfRedisIT {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String KEY = "vs:s:key";

  @TempDir Path directory;
  private ConfRedis redis;

  @BeforeEach
  void prepare() throws IOException {
    redis = new ConfRedis(directory);
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void everyFile_isStartedHere() throws IOException {
    try (Stream<Path> files = Files.list(ConfRedis.CONF)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "standalone.conf",
              "primary.conf",
              "replica.conf",
              "sentinel.conf",
              "cluster.conf",
              "users.acl",
              "sentinel-users.acl");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone.conf", "primary.conf", "replica.conf", "cluster.conf"})
  void server_keepsWhatItHasAndLetsNobodyInUnasked(String file) throws IOException {
    int port = redis.start(file);

    for (String command : List.of("PING", "GET x", "CONFIG GET x", "INFO", "SUBSCRIBE x")) {
      assertThatThrownBy(() -> anonymous(port, command.split(" ", -1)))
          .isInstanceOf(RespException.class)
          .hasMessageStartingWith("NOAUTH");
    }
    assertThat(setting(port, "appendonly")).isEqualTo("yes");
    assertThat(setting(port, "appendfsync")).isEqualTo("everysec");
    assertThat(setting(port, "save")).isEmpty();
    assertThat(setting(port, "maxmemory")).isEqualTo("1073741824");
    assertThat(setting(port, "maxmemory-policy")).isEqualTo("noeviction");
    assertThat(setting(port, "protected-mode")).isEqualTo("yes");
    assertThat(admin(port, "ACL", "USERS"))
        .isEqualTo(List.of(Acl.ADMIN, "default", "replica", "sentinel", "sessions"));
  }

  @Test
  void standalone_takesWrites() throws IOException {
    int port = redis.start("standalone.conf");

    assertThat(sessions(port, "HSET", KEY, "f", "1")).isEqualTo(1L);
  }

  @Test
  void primary_takesWritesWhileAReplicaIsAttached_andRefusesThemWithoutOne() throws IOException {
    int primary = redis.start("primary.conf");
    assertThatThrownBy(() -> sessions(primary, "HSET", KEY, "f", "1"))
        .hasMessageStartingWith("NOREPLICAS");

    int replica = redis.startReplicaOf(primary);
    eventually(BOUND, () -> assertThat(sessions(primary, "HSET", KEY, "f", "1")).isEqualTo(1L));
    eventually(BOUND, () -> assertThat(admin(replica, "HGET", KEY, "f")).isEqualTo("1"));
    assertThatThrownBy(() -> sessions(replica, "HSET", KEY, "f", "2"))
        .hasMessageStartingWith("READONLY");

    redis.kill(replica);
    eventually(
        BOUND,
        () ->
            assertThatThrownBy(() -> sessions(primary, "HSET", KEY, "f", "3"))
                .hasMessageStartingWith("NOREPLICAS"));
    redis.expectNoRefusals(primary);
  }

  @Test
  void sentinels_findThePrimaryAndReplaceIt() throws IOException {
    int primary = redis.start("primary.conf");
    List<Integer> replicas = List.of(redis.startReplicaOf(primary), redis.startReplicaOf(primary));
    List<Integer> sentinels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sentinels.add(redis.startSentinelOf(primary));
    }
    for (int sentinel : sentinels) {
      assertThatThrownBy(() -> anonymous(sentinel, "PING")).hasMessageStartingWith("NOAUTH");
      assertThat(primaryBy(sentinel)).isEqualTo(primary);
      // Found through the primary: only then may one of them lead a failover.
      eventually(
          BOUND,
          () -> {
            assertThat(sentinel(sentinel, "replicas")).hasSize(2);
            assertThat(sentinel(sentinel, "sentinels")).hasSize(2);
          });
    }

    redis.kill(primary);
    eventually(
        BOUND,
        () -> {
          int successor = primaryBy(sentinels.get(0));
          assertThat(replicas).contains(successor);
          assertThat(sessions(successor, "HSET", KEY, "f", "1")).isIn(0L, 1L);
        });
    replicas.forEach(redis::expectNoRefusals);
    sentinels.forEach(redis::expectNoRefusals);
  }

  @Test
  void sixNodes_formAClusterThatReplicates() throws IOException {
    List<Integer> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(redis.start("cluster.conf"));
    }
    redis.formCluster(nodes);

    for (int node : nodes) {
      eventually(
          BOUND,
          () ->
              assertThat((String) admin(node, "CLUSTER", "INFO"))
                  .contains("cluster_state:ok", "cluster_known_nodes:6", "cluster_size:3"));
    }
    for (int replica : nodes.subList(3, 6)) {
      eventually(
          BOUND,
          () ->
              assertThat((String) admin(replica, "INFO", "replication"))
                  .contains("role:slave", "master_link_status:up"));
    }
    assertThat((List<?>) sessions(nodes.get(5), "CLUSTER", "SLOTS")).hasSize(3);
    nodes.forEach(redis::expectNoRefusals);
  }

  private static int primaryBy(int sentinel) {
    List<?> address =
        (List<?>) sessions(sentinel, "SENTINEL", "get-master-addr-by-name", "mymaster");
    return Integer.parseInt((String) address.get(1));
  }

  private static List<?> sentinel(int port, String what) {
    return (List<?>) sessions(port, "SENTINEL", what, "mymaster");
  }

  private static String setting(int port, String name) {
    return (String) ((List<?>) admin(port, "CONFIG", "GET", name)).get(1);
  }

  private static Object anonymous(int port, String... command) {
    try (RespClient client = new RespClient(port)) {
      return client.command(command);
    }
  }

  private static Object sessions(int port, String... command) {
    try (RespClient client = new RespClient(port).logIn(Acl.SESSIONS)) {
      return client.command(command);
    }
  }

  private static Object admin(int port, String... command) {
    return ConfRedis.admin(port, command);
  }
}
