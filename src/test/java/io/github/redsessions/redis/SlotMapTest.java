package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.ClusterView.Range;
import io.github.redsessions.testkit.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stays when a map follows another. No server is asked: nodes connect when they are used. */
class SlotMapTest {

  private static final URI A = URI.create("redis://10.0.0.1:6379");
  private static final URI B = URI.create("redis://10.0.0.2:6379");
  private static final URI C = URI.create("redis://10.0.0.3:6379");

  private final Vertx vertx = Vertx.vertx();
  private final RedisNodes nodes =
      new RedisNodes(vertx, SessionsConfig.from(new JsonObject()).redis(), List.of());
  private final SlotMap unknown = SlotMap.unknown();
  private final SlotMap map =
      next(unknown, new Range(0, 8_191, A, List.of(C)), new Range(8_192, 16_383, B, List.of()));

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void unknown_hasOneShardWithoutPrimary() {
    assertThat(unknown.shards()).hasSize(1);
    assertThat(unknown.shardOf(16_383).primary()).isNull();
    assertThat(unknown.sizeOf(unknown.shardOf(0))).isEqualTo(16_384);
  }

  @Test
  void eachPrimary_hasOneShard() {
    assertThat(map.shards()).hasSize(2);
    assertThat(primaryOf(map, 8_191)).isEqualTo(A);
    assertThat(primaryOf(map, 8_192)).isEqualTo(B);
    assertThat(map.shardOf(0).replicas()).containsExactly(C);
    assertThat(map.sizeOf(map.shardOf(0))).isEqualTo(8_192);
  }

  @Test
  void sameAnswer_isTheSameMap() {
    SlotMap next =
        next(map, new Range(0, 8_191, A, List.of()), new Range(8_192, 16_383, B, List.of(C)));
    assertThat(next).isSameAs(map);
    assertThat(map.shardOf(16_383).replicas()).containsExactly(C);
  }

  @Test
  void movedSlots_leaveTheShardToItsPrimary() {
    Shard shard = map.shardOf(0);
    SlotMap next = next(map, new Range(0, 10, A, List.of()), new Range(11, 16_383, C, List.of()));
    assertThat(next.shardOf(0)).isSameAs(shard);
    assertThat(primaryOf(next, 11)).isEqualTo(C);
    assertThat(next.shards()).hasSize(2);
  }

  @Test
  void failover_keepsTheShardAndItsOutage() {
    Shard shard = map.shardOf(0);
    shard.outage().reads().begin();
    SlotMap next =
        next(map, new Range(0, 8_191, C, List.of()), new Range(8_192, 16_383, B, List.of()));
    assertThat(next.shardOf(0)).isSameAs(shard);
    assertThat(shard.outage().reads().isOngoing()).isTrue();
    assertThat(primaryOf(next, 0)).isEqualTo(C);
    assertThat(next).isNotSameAs(map);
  }

  @Test
  void newPrimaryOfFewSlots_isAShardOfItsOwn() {
    SlotMap next =
        next(
            map,
            new Range(0, 8_000, A, List.of()),
            new Range(8_001, 8_200, C, List.of()),
            new Range(8_201, 16_383, B, List.of()));
    assertThat(next.shards()).hasSize(3).containsAll(map.shards());
  }

  @Test
  void slotsThatNobodyHas_areNobodys_andTheirOutageEndsWithThem() {
    SlotMap next = next(map, new Range(0, 8_191, A, List.of()));
    Shard nobody = next.shardOf(16_383);
    assertThat(nobody.primary()).isNull();
    nobody.outage().reads().begin();
    nobody.outage().writes().begin();
    next(next, new Range(0, 16_383, A, List.of()));
    assertThat(nobody.outage().reads().isOngoing()).isFalse();
    assertThat(nobody.outage().writes().isOngoing()).isFalse();
  }

  @Test
  void movedSlot_changesAtOnce_andAloneWhenItsNewOwnerIsNoReplica() {
    SlotMap toKnown = map.moved(7, node(B));
    assertThat(toKnown.shardOf(7)).isSameAs(map.shardOf(16_383));
    assertThat(primaryOf(toKnown, 6)).isEqualTo(A);
    assertThat(primaryOf(map, 7)).isEqualTo(A);

    URI joined = URI.create("redis://10.0.0.4:6379");
    SlotMap toUnknown = map.moved(7, node(joined));
    assertThat(primaryOf(toUnknown, 7)).isEqualTo(joined);
    assertThat(primaryOf(toUnknown, 8)).isEqualTo(A);
    assertThat(toUnknown.shards()).hasSize(3);
  }

  @Test
  void slotMovedToAReplica_isItsWholeShardTakenOver() {
    Shard shard = map.shardOf(0);
    SlotMap next = map.moved(7, node(C));
    assertThat(primaryOf(next, 0)).isEqualTo(C);
    assertThat(next.shardOf(8_191)).isSameAs(shard);
  }

  @Test
  void credibility_isHistoryThenTouchThenCoverage() {
    ClusterView cutOff = view(6, false, 16_384);
    ClusterView joining = view(7, true, 100);
    ClusterView failing = view(7, false, 16_384);
    ClusterView well = view(7, true, 16_384);
    assertThat(List.of(failing, well, cutOff, joining).stream().sorted(ClusterView.BY_CREDIBILITY))
        .containsExactly(cutOff, failing, joining, well);
  }

  private static ClusterView view(long epoch, boolean ok, int covered) {
    return new ClusterView(List.of(new Range(0, covered - 1, A, List.of())), epoch, ok);
  }

  private SlotMap next(SlotMap before, Range... ranges) {
    return before.next(new ClusterView(List.of(ranges), 1, true), this::node);
  }

  private RedisNode node(URI endpoint) {
    return nodes.get(endpoint, ConnectionSetup.SESSIONS);
  }

  private static URI primaryOf(SlotMap map, int slot) {
    return map.shardOf(slot).primary().endpoint();
  }
}
