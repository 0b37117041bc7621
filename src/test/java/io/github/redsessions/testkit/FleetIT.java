package io.github.redsessions.testkit;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetIT {

  private static final Duration BOUND = Duration.ofSeconds(60);

  @Test
  void sentinels_replaceAPrimaryThatIsKilledAndTakeItBackAsAReplica() {
    try (SentinelFleet fleet = SentinelFleet.start()) {
      RedisServer old = fleet.primary();
      assertThat(fleet.servers()).hasSize(3).contains(old);
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
      // Not who is what now: on a busy machine half a second without an answer comes by itself.
      eventually(BOUND, () -> assertThat(old.command("GET", "k")).isEqualTo("w"));
    }
  }

  @Test
  void sentinels_replaceAPrimaryThatIsFrozen() {
    try (SentinelFleet fleet = SentinelFleet.start()) {
      RedisServer old = fleet.primary();

      old.freeze();

      assertThat(fleet.awaitFailover(old)).isNotEqualTo(old);
      old.thaw();
    }
  }

  @Test
  void fleets_talkTlsAmongThemselves(@TempDir Path directory) {
    List<String> tls = tls(directory);
    List<String> args = with(tls, "--tls-replication", "yes", "--tls-cluster", "yes");
    try (SentinelFleet fleet = SentinelFleet.start(args, args)) {
      RedisServer old = fleet.primary();
      assertThat(old.command("CONFIG", "GET", "tls-port"))
          .isEqualTo(List.of("tls-port", Integer.toString(old.tlsPort())));
      old.kill();
      assertThat(fleet.awaitFailover(old)).isNotEqualTo(old);
    }
    try (ClusterFleet fleet = ClusterFleet.start(args.toArray(String[]::new))) {
      RedisServer from = fleet.primaryOf("k");
      RedisServer to = fleet.primaries().stream().filter(p -> p != from).findFirst().orElseThrow();
      fleet.command("k", "SET", "k", "v");
      fleet.moveSlot(fleet.slotOf("k"), from, to);
      assertThat(to.command("GET", "k")).isEqualTo("v");
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
  void shared_isOneFleetThatStaysAsItIs() {
    assertThat(SentinelFleet.shared()).isSameAs(SentinelFleet.shared());
    assertThat(SentinelFleet.shared().replicas()).hasSize(2);
    assertThat(ClusterFleet.shared()).isSameAs(ClusterFleet.shared());
    assertThat(ClusterFleet.shared().primaries()).hasSize(3);
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

  private static List<String> tls(Path directory) {
    Certificates authority = new Certificates(directory, "authority");
    Certificates.Signed server = authority.sign("server", "ip:127.0.0.1");
    return List.of(
        "--tls-port",
        "auto",
        "--tls-cert-file",
        server.certificate().toString(),
        "--tls-key-file",
        server.key().toString(),
        "--tls-ca-cert-file",
        authority.authority().toString(),
        "--tls-auth-clients",
        "no");
  }

  private static List<String> with(List<String> args, String... more) {
    return Stream.concat(args.stream(), Stream.of(more)).toList();
  }
}
