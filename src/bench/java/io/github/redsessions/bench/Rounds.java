package io.github.redsessions.bench;

import io.github.redsessions.bench.load.LoadGenerator;
import io.github.redsessions.bench.load.LoadResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the contenders in turn, a round after the other, so that what the machine does meanwhile
 * meets all of them alike. While one is measured the others run idle.
 */
final class Rounds {

  private static final long RAMP_NANOS = 200_000_000L;

  /** Long enough for two answers of a store that looks for an unknown id for two seconds. */
  private static final double UNKNOWN_SECONDS = 4.5;

  private final Settings settings;
  private final RedisDatabase redis;
  private final Progress progress;

  Rounds(Settings settings, RedisDatabase redis, Progress progress) {
    this.settings = settings;
    this.redis = redis;
    this.progress = progress;
  }

  /**
   * Puts every process under one load.
   *
   * @param before what was measured before, for a rate that depends on it
   */
  List<Sample> run(Load load, List<ContenderProcess> processes, Summary before) throws IOException {
    List<ContenderProcess> order = new ArrayList<>(processes);
    List<Sample> samples = new ArrayList<>();
    Map<Contender, LoadGenerator> generators = new EnumMap<>(Contender.class);
    try {
      for (ContenderProcess process : order) {
        generators.put(process.contender(), process.load(load));
      }
      for (int round = 1; round <= settings.rounds(load); round++) {
        for (ContenderProcess process : order) {
          LoadGenerator generator = generators.get(process.contender());
          Sample sample = measure(load, round, process, generator, before);
          progress.sample(sample, settings.rounds(load));
          samples.add(sample);
        }
        // The next round begins with another one.
        Collections.rotate(order, -1);
      }
    } finally {
      for (LoadGenerator generator : generators.values()) {
        generator.close();
      }
      if (load.beginsSessions()) {
        processes.forEach(ContenderProcess::forgetSessions);
      }
    }
    return samples;
  }

  /** One process under one load as fast as it can, once. */
  Sample once(Load load, int round, ContenderProcess process) throws IOException {
    try (LoadGenerator generator = process.load(load)) {
      Sample sample = measure(load, round, process, generator, new Summary(List.of()));
      progress.sample(sample, settings.rounds(load));
      return sample;
    }
  }

  private Sample measure(
      Load load, int round, ContenderProcess process, LoadGenerator generator, Summary before)
      throws IOException {
    if (load.beginsSessions()) {
      // Memory is used again, as it is where as many sessions end as begin. To get it from the
      // machine costs more than a login, and meets whoever comes first. A heap would be full.
      redis.clear();
      if (process.contender() == Contender.LOCAL) {
        process.ask("clear");
      }
    }
    Meter meter = new Meter(process);
    long nanos = (long) (seconds(load, process.contender()) * 1e9);
    if (!load.isOpenLoop()) {
      LoadResult result = generator.closedLoop(RAMP_NANOS, nanos, meter);
      return sample(load, round, process, result, meter, 0);
    }
    double rate = before.saturation(process.contender()) / 2;
    RoundTrips roundTrips = RoundTrips.to(redis.server());
    LoadResult result;
    try (roundTrips) {
      result = generator.openLoop(rate, RAMP_NANOS, nanos, meter);
    }
    double roundTripMicros = roundTrips.nanos().getValueAtPercentile(99) / 1e3;
    return sample(load, round, process, result, meter, roundTripMicros);
  }

  private static Sample sample(
      Load load,
      int round,
      ContenderProcess process,
      LoadResult result,
      Meter meter,
      double roundTripMicros) {
    return new Sample(
        process.contender(),
        load,
        round,
        result,
        meter.used().cpuNanos(),
        meter.databaseCpuNanos(),
        meter.used().allocatedBytes(),
        roundTripMicros);
  }

  private double seconds(Load load, Contender contender) {
    return load == Load.UNKNOWN && contender == Contender.STOCK
        ? Math.max(UNKNOWN_SECONDS, settings.seconds())
        : settings.seconds();
  }
}
