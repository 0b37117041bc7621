package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How far a replica is behind, from offsets. Row R6. */
class ReplicaLagTest {

  private final ReplicaLag lag = new ReplicaLag(1_000);

  @Test
  void caughtUpTo_isTheLastMomentWhoseWritesTheReplicaHas() {
    lag.primaryIs(primary("a", 100), 10);
    lag.primaryIs(primary("a", 200), 20);
    lag.primaryIs(primary("a", 200), 30);
    lag.primaryIs(primary("a", 300), 40);

    assertThat(lag.caughtUpTo(replica("a", 99))).isEqualTo(ReplicaLag.NEVER);
    assertThat(lag.caughtUpTo(replica("a", 100))).isEqualTo(10);
    assertThat(lag.caughtUpTo(replica("a", 199))).isEqualTo(10);
    assertThat(lag.caughtUpTo(replica("a", 200))).isEqualTo(30);
    assertThat(lag.caughtUpTo(replica("a", 301))).isEqualTo(40);
  }

  @Test
  void replica_thatIsCutOff_hasCaughtUpToNothing() {
    lag.primaryIs(primary("a", 100), 10);

    assertThat(lag.caughtUpTo(new ReplicationInfo(false, "a", 100, false)))
        .isEqualTo(ReplicaLag.NEVER);
  }

  @Test
  void server_thatBecameAPrimary_hasCaughtUpToNothing() {
    lag.primaryIs(primary("a", 100), 10);

    assertThat(lag.caughtUpTo(primary("a", 100))).isEqualTo(ReplicaLag.NEVER);
  }

  @Test
  void replica_ofAnotherPrimary_hasCaughtUpToNothing() {
    lag.primaryIs(primary("a", 100), 10);

    assertThat(lag.caughtUpTo(replica("b", 100))).isEqualTo(ReplicaLag.NEVER);
  }

  @Test
  void failover_makesOldOffsetsWorthless() {
    lag.primaryIs(primary("a", 100), 10);
    lag.primaryIs(primary("b", 500), 20);

    assertThat(lag.caughtUpTo(replica("b", 400))).isEqualTo(ReplicaLag.NEVER);
    assertThat(lag.caughtUpTo(replica("a", 500))).isEqualTo(ReplicaLag.NEVER);
    assertThat(lag.caughtUpTo(replica("b", 500))).isEqualTo(20);
  }

  @Test
  void oldMoments_areForgotten() {
    lag.primaryIs(primary("a", 100), 0);
    lag.primaryIs(primary("a", 200), 1_001);

    assertThat(lag.caughtUpTo(replica("a", 100))).isEqualTo(ReplicaLag.NEVER);
  }

  private static ReplicationInfo primary(String history, long offset) {
    return new ReplicationInfo(true, history, offset, false);
  }

  private static ReplicationInfo replica(String history, long offset) {
    return new ReplicationInfo(false, history, offset, true);
  }
}
