package io.github.redsessions.bench;

import io.github.redsessions.bench.load.LoadGenerator;
import java.io.IOException;
import java.util.List;

/**
 * Loads a process until the compiler is done with it: a cold one needs several times the CPU. Half
 * of the time is for reads, the other half for changes and logins.
 */
final class WarmUp {

  private static final long SLICE_NANOS = 1_000_000_000L;

  /** A slice that isn't this much faster than the best before says that it is warm. */
  private static final double STILL_RISING = 1.03;

  private static final int LONGER = 2;

  private final Settings settings;
  private final Progress progress;

  WarmUp(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Warms up everything that is measured with a process. */
  void run(ContenderProcess process) throws IOException {
    Contender contender = process.contender();
    List<Load> writes =
        List.of(Load.CHANGE, Load.LOGIN).stream()
            .filter(load -> settings.loads().contains(load) && settings.measures(load, contender))
            .toList();
    double seconds = settings.warmUpSeconds();
    for (Load load : writes) {
      loop(process, load, seconds / 4);
    }
    double rate = loop(process, Load.READ, seconds * (4 - writes.size()) / 4);
    progress.line("warm: %s, %,.0f reads/s".formatted(contender.title(), rate));
  }

  /** For at least so long, and then on while it gets faster, for twice as long at most. */
  private static double loop(ContenderProcess process, Load load, double seconds)
      throws IOException {
    try (LoadGenerator generator = process.load(load)) {
      double best = 0;
      for (int slice = 1; ; slice++) {
        double rate = generator.closedLoop(0, SLICE_NANOS, () -> {}).perSecond();
        boolean rising = rate > best * STILL_RISING;
        best = Math.max(best, rate);
        if (slice >= LONGER * seconds || (slice >= seconds && !rising)) {
          return rate;
        }
      }
    }
  }
}
