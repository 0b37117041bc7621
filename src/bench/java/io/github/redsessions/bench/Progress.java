package io.github.redsessions.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Tells whoever waits what happens at the moment. */
final class Progress {

  private final PrintStream out;
  private final long start = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  void line(String text) {
    out.printf(Locale.ROOT, "[%4d s] %s%n", (System.nanoTime() - start) / 1_000_000_000L, text);
    out.flush();
  }

  void sample(Sample sample, int rounds) {
    line(
        "%s %d/%d %-40s %,9.0f/s  app %6.1f µs  database %6.1f µs  p99 %,9.0f µs%s"
            .formatted(
                sample.load().id(),
                sample.round(),
                rounds,
                sample.contender().title(),
                sample.requestsPerSecond(),
                sample.appCpuMicros(),
                sample.databaseCpuMicros(),
                sample.p99Micros(),
                sample.result().errors() == 0 ? "" : "  ERRORS " + sample.result().errors()));
  }
}
