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

  private static final long RAMP_NANOS = 300_000_000L;

  private final Settings settings;
  private final RedisUnderLoad redis;
  private final Progress progress;

  Rounds(Settings settings, RedisUnderLoad redis, Progress progress) {
    this.settings = settings;
    this.redis = redis;
    this.progress = progress;
  }

  /** Every process under one load, as fast as it can. */
  List<Sample> run(Load load, List<ContenderProcess> processes) throws IOException {
    List<ContenderProcess> order =
        new ArrayList<>(processes.stream().filter(p -> load.suits(p.contender())).toList());
    List<Sample> samples = new ArrayList<>();
    Map<Contender, LoadGenerator> generators = new EnumMap<>(Contender.class);
    try {
      for (ContenderProcess process : order) {
        generators.put(process.contender(), process.load(load));
      }
      for (int round = 1; round <= settings.rounds(); round++) {
        for (ContenderProcess process : order) {
          LoadGenerator generator = generators.get(process.contender());
          Sample sample = measure(load, round, process, generator);
          progress.sample(sample, settings.rounds());
          samples.add(sample);
        }
        // The next round begins with another one.
        Collections.rotate(order, -1);
      }
    } finally {
      for (LoadGenerator generator : generators.values()) {
        generator.close();
      }
    }
    return samples;
  }

  private Sample measure(Load load, int round, ContenderProcess process, LoadGenerator generator)
      throws IOException {
    Meter meter = new Meter(process, redis);
    LoadResult result =
        generator.closedLoop(RAMP_NANOS, (long) (seconds(load, process.contender()) * 1e9), meter);
    return new Sample(
        process.contender(),
        load,
        round,
        result,
        meter.used().cpuNanos(),
        meter.redisCpuNanos(),
        meter.used().allocatedBytes());
  }

  /** The stock store looks for an unknown id for two seconds: long enough for two answers. */
  private double seconds(Load load, Contender contender) {
    return load == Load.UNKNOWN && contender == Contender.STOCK
        ? Math.max(4.5, settings.seconds())
        : settings.seconds();
  }
}
