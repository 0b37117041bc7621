package io.github.redsessions.redis;

import static io.github.redsessions.redis.Hashes.hgetall;
import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SlotMove;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slots that move while their keys are used. */
class ClusterMoveIT extends ClusterFixture {

  private final String tag = prefix + "{" + prefix + "}";
  private RedisServer from;
  private RedisServer to;
  private int slot;

  @BeforeEach
  void chooseServers() {
    slot = fleet.slotOf(tag);
    from = fleet.primaryOf(slot);
    to = otherPrimary(from);
  }

  @AfterEach
  void moveBack() {
    RedisServer owner = fleet.primaryOf(slot);
    if (owner != from) {
      fleet.moveSlot(slot, owner, from);
    }
  }

  @Test
  void movedSlot_isFollowedAtOnceAndThenKnown() {
    RedisCommands commands = commands(redis(fleet.uris()).put("retryBudgetMs", 0));
    Topology topology = topology(redis(fleet.uris()));
    await(put(commands, tag, "a"));

    fleet.moveSlot(slot, from, to);

    assertThat(await(hgetall(commands, tag)).size()).isEqualTo(2);
    await(put(commands, tag, "b"));
    assertThat(to.command("HLEN", tag)).isEqualTo(2L);
    eventually(BOUND, () -> assertThat(portOf(topology, tag)).isEqualTo(to.port()));
    long moved = errors(from, "MOVED");
    for (int i = 0; i < 20; i++) {
      await(hgetall(commands, tag));
    }
    assertThat(errors(from, "MOVED")).isEqualTo(moved);
  }

  @Test
  void halfMovedSlot_isServedFromBothSides_andNothingIsLost() {
    RedisCommands commands = commands(redis(fleet.uris()).put("retryBudgetMs", 0));
    Topology topology = topology(redis(fleet.uris()));
    String gone = tag + "gone";
    String there = tag + "there";
    String created = tag + "created";
    await(put(commands, gone, "a"));
    await(put(commands, there, "a"));
    SlotMove move = fleet.beginMove(slot, from, to);
    move.migrate(gone);

    // At the same time, so that ASKING has to stay beside its command in a batch.
    List<Future<Response>> replies = new ArrayList<>();
    for (String key : List.of(gone, there, created)) {
      for (int i = 0; i < 10; i++) {
        replies.add(put(commands, key, "b" + i));
        replies.add(hgetall(commands, key));
      }
    }
    replies.forEach(reply -> await(reply));

    assertThat(errors(from, "ASK")).isPositive();
    assertThat(portOf(topology, tag)).isEqualTo(from.port());
    assertThat(from.command("HLEN", there)).isEqualTo(11L);
    assertThat(to.command("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot))).isEqualTo(2L);
    move.migrateAll();
    move.finish();
    assertThat(await(hgetall(commands, gone)).size()).isEqualTo(22);
    assertThat(await(hgetall(commands, there)).size()).isEqualTo(22);
    assertThat(await(hgetall(commands, created)).size()).isEqualTo(20);
  }

  @Test
  void keysOnBothSides_areTriedAgainUntilTheMoveIsOver() {
    Topology topology = topology(redis(fleet.uris()));
    ShardCommands commands = new ShardCommands(vertx, topology, Duration.ofSeconds(30));
    from.command("HSET", tag + "gone", "f", "1");
    from.command("HSET", tag + "there", "f", "2");
    SlotMove move = fleet.beginMove(slot, from, to);
    move.migrate(tag + "gone");
    long before = errors(from, "TRYAGAIN");

    String both = "return {redis.call('HGET', KEYS[1], 'f'), redis.call('HGET', KEYS[2], 'f')}";
    Request request = Request.cmd(Command.EVAL, both, 2, tag + "gone", tag + "there");
    Future<Response> reply = commands.read(tag, (node, asking) -> node.send(request, asking));
    eventually(BOUND, () -> assertThat(errors(from, "TRYAGAIN")).isGreaterThan(before));
    move.migrateAll();
    move.finish();

    assertThat(await(reply)).extracting(Response::toString).containsExactly("1", "2");
  }

  @Test
  void ownersThatPointAtEachOther_areWaitedFor() {
    RedisCommands commands = commands(redis(fleet.uris()));
    await(put(commands, tag, "a"));
    SlotMove move = fleet.beginMove(slot, from, to);
    move.migrateAll();
    from.command("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(to));
    long before = errors(to, "MOVED");

    Future<Response> reply = hgetall(commands, tag);
    eventually(BOUND, () -> assertThat(errors(to, "MOVED")).isGreaterThan(before + 5));
    move.finish();

    assertThat(await(reply).size()).isEqualTo(2);
  }

  @Test
  void slotThatMovesUnderLoad_losesNothing() {
    RedisCommands commands = commands(redis(fleet.uris()));
    List<String> keys = new ArrayList<>();
    List<ShardWriter> writers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String key = tag + i;
      keys.add(key);
      writers.add(new ShardWriter(vertx, commands, key));
    }
    for (int i = 0; i < 4; i++) {
      writers.forEach(ShardWriter::awaitMore);
      RedisServer owner = fleet.primaryOf(slot);
      fleet.moveSlot(slot, owner, owner == from ? to : from);
    }
    for (int i = 0; i < keys.size(); i++) {
      long written = writers.get(i).stop();
      assertThat(writers.get(i).failures()).isEmpty();
      assertThat(fleet.command(keys.get(i), "HLEN", keys.get(i))).isEqualTo(written);
    }
  }

  @Test
  void slotThatNobodyServes_isWaitedFor() {
    RedisCommands commands = commands(redis(fleet.uris()));
    await(put(commands, tag, "a"));
    long before = errors(from, "CLUSTERDOWN");
    from.command("CLUSTER", "DELSLOTS", Integer.toString(slot));

    Future<Response> reply = hgetall(commands, tag);
    eventually(BOUND, () -> assertThat(errors(from, "CLUSTERDOWN")).isGreaterThan(before));
    from.command("CLUSTER", "ADDSLOTS", Integer.toString(slot));

    assertThat(await(reply)).isNotNull();
  }

  @Test
  void nodeThatJoins_isUsed_andClosedWhenItLeaves() {
    RedisCommands commands = commands(redis(fleet.uris()).put("retryBudgetMs", 0));
    Topology topology = topology(redis(fleet.uris()));
    RedisServer joined =
        RedisServer.start("--cluster-enabled", "yes", "--cluster-allow-replica-migration", "no");
    try {
      join(joined);
      await(put(commands, tag, "a"));
      move(from, joined);

      assertThat(await(hgetall(commands, tag)).size()).isEqualTo(2);
      eventually(BOUND, () -> assertThat(portOf(topology, tag)).isEqualTo(joined.port()));
      assertThat(topology.shards()).hasSize(4);
      assertThat(connections(joined)).isPositive();

      move(joined, from);
      assertThat(await(hgetall(commands, tag)).size()).isEqualTo(2);
      eventually(BOUND, () -> assertThat(topology.shards()).hasSize(3));
      eventually(BOUND, () -> assertThat(connections(joined)).isZero());
    } finally {
      String id = id(joined);
      joined.close();
      fleet.servers().forEach(server -> server.command("CLUSTER", "FORGET", id));
    }
  }

  private void join(RedisServer joined) {
    joined.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(from.port()));
    eventually(
        BOUND,
        () -> {
          for (RedisServer server : fleet.servers()) {
            assertThat((String) server.command("CLUSTER", "NODES")).contains(id(joined));
          }
          assertThat(((String) joined.command("CLUSTER", "INFO")))
              .contains("cluster_state:ok", "cluster_known_nodes:7");
        });
  }

  private void move(RedisServer source, RedisServer target) {
    fleet.beginMove(slot, source, target).migrateAll();
    for (RedisServer server : List.of(target, source)) {
      server.command("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(target));
    }
  }

  /** All but the test's own. */
  private static long connections(RedisServer server) {
    return ((String) server.command("CLIENT", "LIST")).lines().count() - 1;
  }

  private static String id(RedisServer server) {
    return (String) server.command("CLUSTER", "MYID");
  }

  private static long errors(RedisServer server, String kind) {
    Matcher count =
        Pattern.compile("errorstat_" + kind + ":count=(\\d+)")
            .matcher((String) server.command("INFO", "errorstats"));
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }
}
