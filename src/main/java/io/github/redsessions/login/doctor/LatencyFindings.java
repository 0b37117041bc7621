package io.github.redsessions.login.doctor;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.ServerProbe;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** How long a round trip takes, and how far the clocks are apart: the same questions tell both. */
final class LatencyFindings {

  /** For how long it asks at most. */
  static final Duration BOUND = Duration.ofSeconds(3);

  private static final int WARM_UP = 20;
  private static final int ROUND_TRIPS = 300;
  private static final long APART_MICROS = TimeUnit.SECONDS.toMicros(1);
  private static final long FAR_APART_MICROS = TimeUnit.SECONDS.toMicros(60);

  private final ServerProbe server;
  private final SessionsConfig config;
  private final Report report;

  LatencyFindings(ServerProbe server, SessionsConfig config, Report report) {
    this.server = server;
    this.config = config;
    this.report = report;
  }

  void report() {
    report.progress(ROUND_TRIPS + " round trips to " + server.name());
    long[] nanos = new long[ROUND_TRIPS];
    int count = 0;
    long fastest = Long.MAX_VALUE;
    long skew = 0;
    long begin = System.nanoTime();
    for (int i = -WARM_UP; i < ROUND_TRIPS && System.nanoTime() - begin < BOUND.toNanos(); i++) {
      long sent = System.nanoTime();
      long hereMillis = System.currentTimeMillis();
      long there = server.micros().await();
      long took = System.nanoTime() - sent;
      if (took < fastest) {
        fastest = took;
        skew = there - TimeUnit.MILLISECONDS.toMicros(hereMillis) - took / 2000;
      }
      if (i >= 0) {
        nanos[count++] = took;
      }
    }
    if (count > 0) {
      latency(Arrays.copyOf(nanos, count));
    }
    clocks(skew);
  }

  private void latency(long[] nanos) {
    Arrays.sort(nanos);
    double median = nanos[nanos.length / 2] / 1e6;
    double p99 = nanos[Math.min(nanos.length - 1, nanos.length * 99 / 100)] / 1e6;
    String about = server.name() + " latency";
    String text =
        "%d round trips: median %.2f ms, p99 %.2f ms".formatted(nanos.length, median, p99);
    long timeout = config.redis().commandTimeout().toMillis();
    report.add(
        p99 * 4 > timeout
            ? Finding.warn(
                about,
                text,
                "raise redis.commandTimeoutMs (" + timeout + " ms), or bring Redis nearer")
            : Finding.ok(about, text));
  }

  private void clocks(long skewMicros) {
    String about = server.name() + " clock";
    String text = "%+d ms from this machine's".formatted(skewMicros / 1000);
    String fix = "let both machines follow a time server: deadlines are off by as much";
    long apart = Math.abs(skewMicros);
    report.add(
        apart > FAR_APART_MICROS
            ? Finding.fail(about, text, fix)
            : apart > APART_MICROS ? Finding.warn(about, text, fix) : Finding.ok(about, text));
  }
}
