package io.github.redsessions.bench;

import static io.github.redsessions.bench.Contender.GUARD;
import static io.github.redsessions.bench.Contender.LOCAL;
import static io.github.redsessions.bench.Contender.NEAR;
import static io.github.redsessions.bench.Contender.NONE;
import static io.github.redsessions.bench.Contender.STOCK;
import static io.github.redsessions.bench.Contender.STORE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What this store promises to be, and whether a run found it so. */
final class Targets {

  private static final double FLAT = 1.1;

  private final Findings findings;
  private final Summary summary;
  private final List<Target> targets = new ArrayList<>();

  /**
   * One of them.
   *
   * @param name what is compared
   * @param bound what it may be, such as {@code at least 4}
   * @param measured what it is
   * @param met whether that is within the bound
   */
  record Target(String name, String bound, double measured, boolean met) {}

  private Targets(Findings findings) {
    this.findings = findings;
    this.summary = findings.summary();
  }

  /** Those for which everything was measured. */
  static List<Target> of(Findings findings) {
    Targets all = new Targets(findings);
    all.speed();
    all.latency();
    all.cost();
    all.many();
    return all.targets;
  }

  private void speed() {
    atLeast(4, "read: requests/s to the stock store", rate(Load.READ, GUARD, STOCK));
    atLeast(3, "change: requests/s to the stock store", rate(Load.CHANGE, GUARD, STOCK));
    atLeast(2, "login: requests/s to the stock store", rate(Load.LOGIN, GUARD, STOCK));
    atMost(
        0.001,
        "unknown id: time (p50) to the stock store",
        summary.ratio(Load.UNKNOWN, GUARD, STOCK, Sample::p50Micros));
    atLeast(0.9, "read, near cache: requests/s to LocalSessionStore", rate(Load.READ, NEAR, LOCAL));
    atLeast(
        0.95,
        "read: requests/s with handler and guard to the stock handler",
        rate(Load.READ, GUARD, STORE));
  }

  private void latency() {
    OptionalDouble p99 = summary.median(Load.READ_HALF, GUARD, Sample::p99Micros);
    OptionalDouble without = summary.median(Load.READ_HALF, NONE, Sample::p99Micros);
    OptionalDouble trip = summary.median(Load.READ_HALF, GUARD, Sample::roundTripMicros);
    if (p99.isPresent() && without.isPresent() && trip.isPresent()) {
      atMost(
          trip.getAsDouble(),
          "half of saturation: p99 µs more than without sessions (one round trip to Redis, p99)",
          OptionalDouble.of(p99.getAsDouble() - without.getAsDouble()));
    }
    if (summary.has(Load.READ_1000, GUARD)) {
      atMost(
          0,
          "1,000 connections: errors",
          OptionalDouble.of((double) summary.errors(Load.READ_1000, GUARD)));
    }
  }

  private void cost() {
    atMost(
        0.25,
        "read: Redis CPU a request to the stock store",
        summary.ratio(Load.READ, GUARD, STOCK, Sample::databaseCpuMicros));
    atMost(
        2.5,
        "read: application CPU a request to LocalSessionStore",
        summary.ratio(Load.READ, GUARD, LOCAL, Sample::appCpuMicros));
    atMost(
        2_048,
        "read: bytes allocated more than with LocalSessionStore",
        difference(Load.READ, GUARD, LOCAL, Sample::bytesAllocated));
    Optional<Long> bytes = Optional.ofNullable(findings.recordBytes().get(GUARD));
    bytes.ifPresent(
        found ->
            atMost(
                500,
                "bytes of Redis memory for four attributes",
                OptionalDouble.of((double) found)));
  }

  private void many() {
    findings
        .population()
        .ifPresent(
            found -> {
              atMost(
                  FLAT,
                  "read: time among a million sessions to a thousand",
                  OptionalDouble.of(found.timeRatio()));
              atMost(
                  5,
                  "size() at a million: longest block of Redis, ms",
                  OptionalDouble.of(found.size().maxMillis()));
              atMost(
                  5,
                  "clear() at a million: longest block of Redis, ms",
                  OptionalDouble.of(found.clear().maxMillis()));
            });
    findings
        .startUpSeconds()
        .ifPresent(
            seconds ->
                atMost(1.5, "login service: start to first answer, s", OptionalDouble.of(seconds)));
  }

  private OptionalDouble rate(Load load, Contender contender, Contender base) {
    return summary.ratio(load, contender, base, Sample::requestsPerSecond);
  }

  private OptionalDouble difference(
      Load load, Contender contender, Contender base, ToDoubleFunction<Sample> figure) {
    OptionalDouble own = summary.median(load, contender, figure);
    OptionalDouble other = summary.median(load, base, figure);
    return own.isEmpty() || other.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(own.getAsDouble() - other.getAsDouble());
  }

  private void atLeast(double bound, String name, OptionalDouble measured) {
    measured.ifPresent(
        found -> targets.add(new Target(name, text("at least", bound), found, found >= bound)));
  }

  private void atMost(double bound, String name, OptionalDouble measured) {
    measured.ifPresent(
        found -> targets.add(new Target(name, text("at most", bound), found, found <= bound)));
  }

  private static String text(String words, double bound) {
    return words + " " + Figures.short3(bound);
  }
}
