package io.github.redsessions.bench;

import io.github.redsessions.bench.load.LoadGenerator;
import java.io.IOException;
import java.util.List;

/**
 * Loads a process until the compiler is done with it: a cold one needs several times the CPU. Most
 * of the time is for reads; every other load that follows gets a share.
 */
final class WarmUp {

  private static final long SLICE_NANOS = 1_000_000_000L;

  /** A slice that isn't this much faster than the ones before says that it is warm. */
  private static final double STILL_RISING = 1.03;

  private final Settings settings;
  private final Progress progress;

  WarmUp(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  void run(ContenderProcess process) throws IOException {
    List<Load> others =
        settings.loads().stream()
            .filter(load -> load != Load.READ && load.suits(process.contender()))
            .toList();
    double share = settings.warmUpSeconds() / (others.size() + 2);
    for (Load load : others) {
      loop(process, load, share);
    }
    double rate = loop(process, Load.READ, 2 * share);
    progress.line(
        "warm: %s, %,.0f requests/s at last".formatted(process.contender().title(), rate));
  }

  /** For at least so long, and then on while it gets faster, for three times as long at most. */
  private static double loop(ContenderProcess process, Load load, double seconds)
      throws IOException {
    try (LoadGenerator generator = process.load(load)) {
      double best = 0;
      for (int slice = 1; ; slice++) {
        double rate = generator.closedLoop(0, SLICE_NANOS, () -> {}).perSecond();
        boolean rising = rate > best * STILL_RISING;
        best = Math.max(best, rate);
        if (slice >= 3 * seconds || (slice >= seconds && !rising)) {
          return rate;
        }
      }
    }
  }
}
