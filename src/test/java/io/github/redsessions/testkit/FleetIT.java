package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FleetIT {

  private static final Duration BOUND = Duration.ofSeconds(60);

  @Test
  void sentinels_replaceAPrimaryThatIsKilledAndTakeItBackAsAReplica() {
    try (SentinelFleet fleet = SentinelFleet.start()) {
      RedisServer old = fleet.primary();
      assertThat(fleet.servers()).hasSize(3).startsWith(old);
      assertThat(fleet.replicas()).hasSize(2).doesNotContain(old);
      assertThat(fleet.sentinelUris()).hasSize(3).doesNotContainAnyElementsOf(fleet.dataUris());
      old.command("SET", "k", "v");
      assertThat(old.command("WAIT", "2", "5000")).isEqualTo(2L);

      old.kill();
      RedisServer next = fleet.awaitFailover(old);

      assertThat(next).isNotEqualTo(old);
      assertThat(next.command("GET", "k")).isEqualTo("v");
      assertThat(next.command("SET", "k", "w")).isEqualTo("OK");
      old.restart();
      fleet.awaitComplete();
      assertThat(fleet.primary()).isEqualTo(next);
      assertThat(fleet.replicas()).hasSize(2).contains(old);
      eventually(BOUND, () -> assertThat(old.command("GET", "k")).isEqualTo("w"));
    }
  }

  @Test
  void sentinels_replaceAPrimaryThatIsFrozen() {
    try (SentinelFleet fleet =
        SentinelFleet.start("--requirepass", "secret", "--masterauth", "secret")) {
      RedisServer old = fleet.primary();
      assertThatThrownBy(() -> new RespClient(old.port()).command("PING"))
          .hasMessageStartingWith("NOAUTH");

      old.freeze();

      assertThat(fleet.awaitFailover(old)).isNotEqualTo(old);
      old.thaw();
    }
  }

  @Test
  void cluster_replacesAPrimaryThatIsKilledAndTakesItBackAsAReplica() {
    try (ClusterFleet fleet = ClusterFleet.start()) {
      assertThat(fleet.primaries()).isEqualTo(fleet.servers().subList(0, 3));
      RedisServer old = fleet.primaryOf("k");
      assertThat(fleet.command("k", "SET", "k", "v")).isEqualTo("OK");
      assertThat(old.command("WAIT", "1", "5000")).isEqualTo(1L);

      old.kill();
      RedisServer next = fleet.awaitFailover(old);

      assertThat(fleet.primaryOf("k")).isEqualTo(next).isNotEqualTo(old);
      assertThat(fleet.command("k", "GET", "k")).isEqualTo("v");
      old.restart();
      fleet.awaitComplete();
      assertThat(fleet.replicaOf(next)).isEqualTo(old);
    }
  }

  @Test
  void moveSlot_showsEveryStateOfAMigration() {
    try (ClusterFleet fleet = ClusterFleet.start()) {
      int slot = fleet.slotOf("{tag}");
      RedisServer from = fleet.primaryOf(slot);
      RedisServer to = fleet.primaries().stream().filter(p -> p != from).findFirst().orElseThrow();
      from.command("MSET", "{tag}a", "1", "{tag}b", "2");

      SlotMove move = fleet.beginMove(slot, from, to);
      move.migrate("{tag}a");

      assertThatThrownBy(() -> from.command("GET", "{tag}a"))
          .hasMessage("ASK " + slot + " 127.0.0.1:" + to.port());
      assertThatThrownBy(() -> from.command("MGET", "{tag}a", "{tag}b"))
          .hasMessageStartingWith("TRYAGAIN");
      assertThat(from.command("GET", "{tag}b")).isEqualTo("2");
      move.migrateAll();
      move.finish();
      assertThat(fleet.primaryOf(slot)).isEqualTo(to);
      assertThat(fleet.command("{tag}", "GET", "{tag}b")).isEqualTo("2");
      assertThatThrownBy(() -> from.command("GET", "{tag}b"))
          .hasMessage("MOVED " + slot + " 127.0.0.1:" + to.port());
      fleet.moveSlot(slot, to, from);
      assertThat(fleet.primaryOf("{tag}")).isEqualTo(from);
    }
  }
}
