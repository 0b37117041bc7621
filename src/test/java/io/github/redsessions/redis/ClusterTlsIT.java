package io.github.redsessions.redis;

import static io.github.redsessions.redis.Hashes.hgetall;
import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.testkit.Certificates;
import io.github.redsessions.testkit.Certificates.Signed;
import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that speaks TLS, inside and outside. Row R2. */
class ClusterTlsIT {

  private final Vertx vertx = Vertx.vertx();
  private final String prefix = RandomPrefix.next();
  @TempDir Path directory;
  private Certificates authority;
  private ClusterFleet fleet;

  @BeforeEach
  void startFleet() {
    authority = new Certificates(directory, "authority");
    Signed server = authority.sign("server", "ip:127.0.0.1");
    fleet =
        ClusterFleet.start(
            "--tls-port",
            "auto",
            "--tls-cert-file",
            server.certificate().toString(),
            "--tls-key-file",
            server.key().toString(),
            "--tls-ca-cert-file",
            authority.authority().toString(),
            "--tls-auth-clients",
            "no",
            "--tls-replication",
            "yes",
            "--tls-cluster",
            "yes");
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    fleet.close();
  }

  @Test
  void r2_nodesAndRedirections_staySecure_whetherOrNotThereIsAPlainPort() {
    RedisConfig config = config();
    RedisCommands commands = await(RedisCommands.open(vertx, config, List.of(ShardWriter.PUT)));
    List<String> keys = List.of(prefix + 0, prefix + 1, prefix + 2, prefix + 3, prefix + 4);
    for (String key : keys) {
      await(ClusterFixture.put(commands, key, "a"));
    }
    RedisServer from = fleet.primaryOf(keys.get(0));
    fleet.moveSlot(fleet.slotOf(keys.get(0)), from, ClusterFixture.otherPrimary(fleet, from));
    await(ClusterFixture.put(commands, keys.get(0), "b"));
    assertThat(await(hgetall(commands, keys.get(0))).size()).isEqualTo(4);

    fleet.servers().forEach(server -> server.command("CONFIG", "SET", "port", "0"));
    Topology topology = await(Topology.open(new RedisNodes(vertx, config, List.of())));
    List<URI> endpoints = fleet.servers().stream().map(ClusterTlsIT::uri).toList();
    // On a busy machine the first look takes longer than open() waits for it.
    eventually(
        Duration.ofSeconds(20),
        () ->
            assertThat(topology.shards())
                .hasSize(3)
                .extracting(shard -> shard.primary().endpoint())
                .isSubsetOf(endpoints));
    RedisCommands later = await(RedisCommands.open(vertx, config, List.of(ShardWriter.PUT)));
    for (String key : keys) {
      await(ClusterFixture.put(later, key, "c"));
    }
  }

  private RedisConfig config() {
    JsonObject tls = new JsonObject().put("caFile", authority.authority().toString());
    String first = uri(fleet.servers().get(0)).toString();
    return ClusterFixture.config(ClusterFixture.redis(List.of(first)).put("tls", tls));
  }

  private static URI uri(RedisServer server) {
    return URI.create("rediss://127.0.0.1:" + server.tlsPort());
  }
}
