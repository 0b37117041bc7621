package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A shard that loses its primary, and what the others notice of it. Rows D1, D2. */
class ClusterOutageIT extends ClusterFixture {

  @Test
  void d1_killedPrimary_isReplacedAndNobodySeesAnError() {
    failOver(this::kill);
  }

  @Test
  void d2_frozenPrimary_isReplacedAndNobodySeesAnError() {
    failOver(this::freeze);
  }

  @Test
  void orderedFailover_losesNothing() {
    List<ShardWriter> writers =
        failOver(old -> fleet.replicaOf(old).command("CLUSTER", "FAILOVER"));

    writers.forEach(
        writer ->
            assertThat(fleet.command(writer.key(), "HLEN", writer.key())).isEqualTo(writer.stop()));
  }

  private List<ShardWriter> failOver(Consumer<RedisServer> takeAway) {
    RedisCommands commands = commands(redis(fleet.uris()));
    RedisServer old = fleet.primaries().get(0);
    ShardWriter concerned = new ShardWriter(vertx, commands, keyOf(old));
    List<ShardWriter> others = new ArrayList<>();
    for (RedisServer primary : fleet.primaries()) {
      if (primary != old) {
        others.add(new ShardWriter(vertx, commands, keyOf(primary)));
      }
    }
    concerned.awaitMore();
    others.forEach(ShardWriter::awaitMore);

    takeAway.accept(old);
    others.forEach(ShardWriter::awaitMore);
    fleet.awaitFailover(old);
    concerned.awaitMore();
    others.forEach(ShardWriter::awaitMore);

    List<ShardWriter> all = new ArrayList<>(others);
    all.add(concerned);
    all.forEach(ShardWriter::stop);
    all.forEach(writer -> assertThat(writer.failures()).isEmpty());
    return all;
  }

  @Test
  void d1_lostShard_costsOnlyItsOwnSessions() {
    JsonObject redis = redis(fleet.uris()).put("retryBudgetMs", 200);
    JsonObject config =
        new JsonObject().put("redis", redis).put("session", new JsonObject().put("prefix", prefix));
    RedisSessions sessions = await(RedisSessions.open(vertx, config));
    SessionStore store = sessions.store();
    RedisServer lost = fleet.primaries().get(1);
    List<Session> ofTheLost = new ArrayList<>();
    List<Session> ofOthers = new ArrayList<>();
    while (ofTheLost.size() < 5 || ofOthers.size() < 5) {
      Session session = store.createSession(600_000);
      await(store.put(session));
      String key = prefix + ":s:" + session.id().substring(0, 22);
      (fleet.primaryOf(key) == lost ? ofTheLost : ofOthers).add(session);
    }
    assertThat(await(store.size())).isEqualTo(ofTheLost.size() + ofOthers.size());
    kill(fleet.replicaOf(lost));
    kill(lost);

    for (int round = 0; round < 3; round++) {
      ofTheLost.forEach(session -> assertUnavailable(failureOf(store.get(session.id()))));
      ofOthers.forEach(session -> assertThat(await(store.get(session.id()))).isNotNull());
    }
    assertUnavailable(failureOf(store.size()));
    assertUnavailable(failureOf(store.clear()));
    String slots = "slots of the Redis Cluster are not served: [127.0.0.1:" + lost.port() + " (546";
    eventually(BOUND, () -> assertThat(log.text()).contains(slots));

    restartKilled();
    eventually(
        BOUND,
        () -> {
          for (Session session : ofTheLost) {
            // They were in memory only.
            assertThat(await(store.get(session.id()))).isNull();
          }
        });
    eventually(BOUND, () -> assertThat(log.text()).contains("All slots of the Redis Cluster are"));
    assertThat(logged("of the Redis Cluster are not served")).isEqualTo(1);
    ofTheLost.forEach(session -> await(store.put(store.createSession(600_000))));
    assertThat(await(store.size())).isGreaterThanOrEqualTo(ofTheLost.size());
    await(store.clear());
    assertThat(await(store.size())).isZero();
    await(sessions.close());
  }

  private static void assertUnavailable(Throwable e) {
    assertThat(e).hasCauseInstanceOf(SessionUnavailableException.class);
  }
}
