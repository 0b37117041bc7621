package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SlotMove;
import io.github.redsessions.testkit.TestConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the shards of a cluster tell of changes. The bound is a minute here, so that it is not the
 * clock that ends anything. Row L13.
 */
class NearCacheClusterIT extends ClusterFixture {

  private RedisCommands commands;
  private RedisCommands other;

  private static final class Nobody implements ChangeListener {
    @Override
    public void changed(String name) {
      assertThat(name).isNotEmpty();
    }

    @Override
    public void allChanged() {
      assertThat(this).isNotNull();
    }
  }

  @BeforeEach
  void open() {
    commands = commands(TestConfig.withNearCacheUser(redis(fleet.uris())));
    other = commands(redis(fleet.uris()));
    commands.track(prefix, Duration.ofSeconds(60), System::nanoTime, new Nobody());
  }

  @Test
  void l13_everyShard_tellsOfItsOwnKeys() {
    for (RedisServer primary : fleet.primaries()) {
      String key = keyOf(primary);
      Freshness freshness = awaitFreshness(key);
      assertThat(freshness.holds()).isTrue();

      await(put(other, key, "f"));

      eventually(BOUND, () -> assertThat(freshness.holds()).isFalse());
    }
  }

  @Test
  void l13_killedPrimary_whatWasReadThereCountsNoMore() {
    failOver(this::kill);
  }

  @Test
  void l13_frozenPrimary_whatWasReadThereCountsNoMore() {
    failOver(this::freeze);
  }

  @Test
  void l13_orderedFailover_whatWasReadThereCountsNoMore() {
    failOver(old -> fleet.replicaOf(old).command("CLUSTER", "FAILOVER"));
  }

  private void failOver(Consumer<RedisServer> takeAway) {
    RedisServer old = fleet.primaries().get(0);
    String key = keyOf(old);
    Freshness freshness = awaitFreshness(key);

    takeAway.accept(old);
    fleet.awaitFailover(old);
    eventually(BOUND, () -> await(put(other, key, "f")));

    eventually(BOUND, () -> assertThat(freshness.holds()).isFalse());
    Freshness next = awaitFreshness(key);
    await(put(other, key, "g"));
    eventually(BOUND, () -> assertThat(next.holds()).isFalse());
  }

  /** Cut off from all others, it goes on saying that it is a primary. */
  @Test
  void l13_primaryWithoutAMajority_isNotTrusted() {
    RedisServer alone = fleet.primaries().get(0);
    Freshness freshness = awaitFreshness(keyOf(alone));
    kill(fleet.replicaOf(alone));
    fleet.primaries().stream().filter(primary -> primary != alone).forEach(this::freeze);

    eventually(
        BOUND,
        () -> assertThat((String) alone.command("CLUSTER", "INFO")).contains("cluster_state:fail"));
    eventually(BOUND, () -> assertThat(freshness.holds()).isFalse());
  }

  @Test
  void l13_slotThatMoves_isFollowed() {
    RedisServer from = fleet.primaries().get(0);
    RedisServer to = otherPrimary(from);
    String key = keyOf(from);
    await(put(other, key, "f"));
    Freshness before = awaitFreshness(key);
    SlotMove move = fleet.beginMove(fleet.slotOf(key), from, to);
    move.migrateAll();

    eventually(BOUND, () -> assertThat(before.holds()).isFalse());
    // The new server tells it, but it is the old one whose slot it is.
    assertThat(freshness(key)).isEmpty();

    move.finish();
    Freshness after = awaitFreshness(key);
    await(put(other, key, "g"));
    eventually(BOUND, () -> assertThat(after.holds()).isFalse());
    fleet.moveSlot(fleet.slotOf(key), to, from);
  }

  private Optional<Freshness> freshness(String key) {
    return await(
        commands.hgetallTracked(key, (fields, freshness) -> Optional.ofNullable(freshness)));
  }

  private Freshness awaitFreshness(String key) {
    AtomicReference<Freshness> found = new AtomicReference<>();
    eventually(
        BOUND,
        () -> {
          Optional<Freshness> read = freshness(key);
          assertThat(read.filter(Freshness::holds)).isPresent();
          found.set(read.orElseThrow());
        });
    return found.get();
  }
}
