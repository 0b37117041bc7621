package io.github.redsessions.redis;

import static io.github.redsessions.redis.Hashes.hgetall;
import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.redis.Topology.Redirect;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is found to have which slot, whomever is asked and whatever they say. Row R7. */
class ClusterTopologyIT extends ClusterFixture {

  @Test
  void everySlot_isFoundAtItsPrimary() {
    Topology topology = topology(redis(fleet.uris()));

    assertThat(topology.shards()).hasSize(3);
    BitSet seen = new BitSet();
    for (int i = 0; seen.cardinality() < KeySlot.SLOTS; i++) {
      String key = prefix + i;
      int slot = KeySlot.of(key);
      RedisServer owner = fleet.servers().get(slot * 3 / KeySlot.SLOTS);
      int primary = portOf(topology, key);
      assertThat(primary).isIn(owner.port(), fleet.replicaOf(owner).port());
      if (!seen.get(slot) && slot % 1_000 == 0) {
        RedisServer now = fleet.primaryOf(slot);
        assertThat(primary).isEqualTo(now.port());
        eventually(
            BOUND,
            () ->
                assertThat(topology.shardOf(key).replicas())
                    .extracting(URI::getPort)
                    .containsExactly(fleet.replicaOf(now).port()));
      }
      seen.set(slot);
    }
  }

  @Test
  void deadEndpoints_arePassedOver() {
    List<String> uris = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      RedisServer dead = RedisServer.start();
      uris.add(dead.uri());
      dead.close();
    }
    uris.add(fleet.uris().get(1));
    RedisCommands commands = commands(redis(uris));

    for (RedisServer primary : fleet.primaries()) {
      assertThat(await(hgetall(commands, keyOf(primary))).size()).isZero();
    }
  }

  @Test
  void configuredEndpointThatGoesAfterTheStart_isNotMissed() {
    RedisServer only = fleet.primaries().get(0);
    String key = keyOf(only);
    RedisCommands commands = commands(redis(List.of(only.uri())));
    await(put(commands, key, "a"));
    assertThat(only.command("WAIT", "1", "5000")).isNotNull();

    kill(only);
    Future<Response> read = hgetall(commands, key);
    fleet.awaitFailover(only);

    eventually(BOUND, () -> assertThat(read.succeeded()).isTrue());
  }

  @Test
  void nodeOfAnotherHistory_isNotBelieved() {
    try (RedisServer lone = lone()) {
      List<String> uris = new ArrayList<>(fleet.uris());
      uris.add(0, lone.uri());
      Topology topology = topology(redis(uris));

      for (RedisServer primary : fleet.primaries()) {
        assertThat(portOf(topology, keyOf(primary))).isEqualTo(primary.port());
      }
    }
  }

  @Test
  void nodeThatKnowsNothingOfAFailover_isNotBelieved_evenIfItAloneAnswers() {
    Topology topology = topology(redis(fleet.uris()));
    RedisServer old = fleet.primaries().get(0);
    RedisServer next = fleet.replicaOf(old);
    RedisServer cutOff = fleet.replicaOf(fleet.primaries().get(1));
    String key = keyOf(old);
    kill(cutOff);
    next.command("CLUSTER", "FAILOVER");
    eventually(BOUND, () -> assertThat(portOf(topology, key)).isEqualTo(next.port()));

    fleet.servers().stream().filter(server -> server != cutOff).forEach(this::freeze);
    eventually(
        BOUND, () -> assertThat(log.text()).contains("No node of the Redis Cluster can be used"));
    restartKilled();
    eventually(
        BOUND, () -> assertThat(log.text()).contains("Nodes of the Redis Cluster can be used"));

    assertThat(portOf(topology, key)).isEqualTo(next.port());
  }

  @Test
  void serverThatMovedNames_countsUntilTheNextAnswer_andStaysOpenForAWhile() {
    try (RedisServer owner = lone();
        RedisServer named = RedisServer.start()) {
      Topology topology = topology(redis(List.of(owner.uri())));
      Shard shard = topology.shardOf(prefix);
      RedisNode sender = shard.primary();
      ReplyError moved = new ReplyError("MOVED", KeySlot.of(prefix) + " 127.0.0.1:" + named.port());
      owner.freeze();
      Redirect redirect = topology.redirect(moved, sender);
      assertThat(redirect.asking()).isFalse();
      eventually(BOUND, () -> assertThat(portOf(topology, prefix)).isEqualTo(named.port()));

      owner.thaw();
      eventually(BOUND, () -> assertThat(portOf(topology, prefix)).isEqualTo(owner.port()));
      assertThat(topology.shardOf(prefix)).isSameAs(shard);
      assertThat(await(redirect.node().send(Requests.role()))).isNotNull();
      eventually(
          BOUND,
          () ->
              assertThat(failureOf(redirect.node().send(Requests.role())))
                  .hasMessage("The sessions are closed"));
    }
  }

  @Test
  void noNodeAtTheStart_isSaidOnce_andWhenOneComesItWorks() {
    try (RedisServer lone = lone()) {
      lone.kill();
      RedisCommands commands = commands(redis(List.of(lone.uri())).put("retryBudgetMs", 0));
      assertThat(failureOf(hgetall(commands, prefix)))
          .isInstanceOf(SessionUnavailableException.class);
      assertThat(failureOf(commands.primaries())).isInstanceOf(SessionUnavailableException.class);
      eventually(
          BOUND,
          () ->
              assertThat(log.text())
                  .contains("can be used: 127.0.0.1:" + lone.port() + " (")
                  .contains("refused"));

      lone.restart();
      // It doesn't know its own address, and says so by an empty host.
      eventually(BOUND, () -> assertThat(await(hgetall(commands, prefix)).size()).isZero());
      assertThat(logged("No node of the Redis Cluster can be used")).isEqualTo(1);
      assertThat(logged("Nodes of the Redis Cluster can be used again")).isEqualTo(1);
    }
  }

  @Test
  void serverThatIsNoClusterNode_isSaid() {
    try (RedisServer server = RedisServer.start()) {
      commands(redis(List.of(server.uri())));
      eventually(BOUND, () -> assertThat(log.text()).contains("cluster support disabled"));
    }
  }

  @Test
  void unknownEndpoints_areWhereTheSenderIs() {
    String key = keyOf(fleet.primaries().get(0));
    RedisServer from = fleet.primaryOf(key);
    int slot = fleet.slotOf(key);
    preferEndpoints("unknown-endpoint");
    try {
      RedisCommands commands = commands(redis(fleet.uris()));
      await(put(commands, key, "a"));
      fleet.moveSlot(slot, from, otherPrimary(from));
      await(put(commands, key, "b"));
      assertThat(await(hgetall(commands, key)).size()).isEqualTo(4);
    } finally {
      preferEndpoints("ip");
      RedisServer owner = fleet.primaryOf(slot);
      if (owner != from) {
        fleet.moveSlot(slot, owner, from);
      }
    }
  }

  @Test
  void hostNames_areUsed_andUntilTheyAreKnownTheLastMap() {
    String key = keyOf(fleet.primaries().get(0));
    Topology topology = topology(redis(fleet.uris()));
    preferEndpoints("hostname");
    try {
      // All hosts are "?" now.
      topology.suspect(topology.shardOf(key));
      assertThat(portOf(topology, key)).isEqualTo(fleet.primaryOf(key).port());
      eventually(
          BOUND, () -> assertThat(log.text()).contains("No node of the Redis Cluster can be used"));
      assertThat(portOf(topology, key)).isEqualTo(fleet.primaryOf(key).port());

      announce("localhost");
      eventually(
          BOUND,
          () ->
              assertThat(topology.shards())
                  .hasSize(3)
                  .allMatch(shard -> shard.primary().endpoint().getHost().equals("localhost")));
    } finally {
      preferEndpoints("ip");
      announce("");
    }
  }

  @Test
  void close_endsTheLooks_andSoDoesTheCloseOfVertx() {
    Topology closed = topology(redis(fleet.uris()));
    await(closed.close());
    assertThat(closed.isClosed()).isTrue();
    await(closed.close());

    Topology left = topology(redis(fleet.uris()));
    await(vertx.close());
    assertThat(left.isClosed()).isTrue();
  }

  /** A node that has all slots to itself. */
  private static RedisServer lone() {
    RedisServer lone = RedisServer.start("--cluster-enabled", "yes");
    String[] all = new String[KeySlot.SLOTS + 2];
    all[0] = "CLUSTER";
    all[1] = "ADDSLOTS";
    for (int slot = 0; slot < KeySlot.SLOTS; slot++) {
      all[slot + 2] = Integer.toString(slot);
    }
    lone.command(all);
    eventually(
        BOUND,
        () -> assertThat((String) lone.command("CLUSTER", "INFO")).contains("cluster_state:ok"));
    return lone;
  }

  private static void preferEndpoints(String type) {
    fleet
        .servers()
        .forEach(s -> s.command("CONFIG", "SET", "cluster-preferred-endpoint-type", type));
  }

  private static void announce(String host) {
    fleet.servers().forEach(s -> s.command("CONFIG", "SET", "cluster-announce-hostname", host));
  }
}
