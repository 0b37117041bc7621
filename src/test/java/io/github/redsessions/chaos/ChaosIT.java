package io.github.redsessions.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the visitors and the faults, for about a minute in all with a seed that is always the same.
 * {@code -Pchaos -Dchaos.minutes=30 -Dchaos.seed=…} runs only this, for as long as that and with
 * any seed, in rounds of a minute each of which has a seed and a fleet of its own. The figures are
 * in {@code target/chaos.txt}. Rows F5, F9, D1 to D7, L7 to L11, T1, T2, T5.
 */
class ChaosIT {

  private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
  private static final Path REPORT = Path.of("target", "chaos.txt");
  private static final long SEED = Long.getLong("chaos.seed", 8);
  private static final int MINUTES = Integer.getInteger("chaos.minutes", 0);
  private static final Duration ROUND = Duration.ofSeconds(MINUTES == 0 ? 20 : 60);

  /** Each topology has a third of the time. */
  private static final int ROUNDS = Math.max(1, MINUTES / 3);

  @Test
  void standalone() {
    run("standalone", "standalone", () -> new StandaloneDeployment(ChaosRun.SERVICES), 0);
  }

  /**
   * All replicas have every write before it counts, so a failover loses nothing. With one of two, a
   * primary that comes back while the sentinels replace it takes writes that the other one
   * acknowledges, until both are told who the new primary is.
   */
  @Test
  void sentinel() {
    run(
        "sentinel",
        "sentinel, durability 2 of 2",
        () -> new SentinelDeployment(ChaosRun.SERVICES),
        2);
  }

  @Test
  void cluster() {
    run("cluster", "cluster, durability 1 of 1", () -> new ClusterDeployment(ChaosRun.SERVICES), 1);
  }

  private static void run(String test, String name, Supplier<Deployment> start, int replicas) {
    Figures all = null;
    for (int round = 0; round < ROUNDS; round++) {
      long seed = SEED + round;
      LOG.info("{}, seed {}", name, seed);
      try (Deployment deployment = start.get();
          ChaosRun run = new ChaosRun(deployment, replicas, seed)) {
        Figures figures = run.run(ROUND);
        report(name + ", seed " + seed + ", " + ROUND.toSeconds() + " s: " + figures);
        all = all == null ? figures : all.plus(figures);
        assertThat(figures.writes()).isPositive();
        assertThat(figures.faults()).isPositive();
      } catch (AssertionError | RuntimeException e) {
        throw Failure.of(test, seed, e);
      }
    }
    report(name + ", " + ROUNDS + " rounds: " + all.inShort());
  }

  private static void report(String line) {
    LOG.info(line);
    try {
      Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
