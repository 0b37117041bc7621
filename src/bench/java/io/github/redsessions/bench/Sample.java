package io.github.redsessions.bench;

import io.github.redsessions.bench.load.LoadResult;

/**
 * One contender under one load for a few seconds.
 *
 * @param contender who
 * @param load which
 * @param round in which round
 * @param result what the generator saw
 * @param appCpuNanos CPU time of the contender's process
 * @param databaseCpuNanos CPU time of Redis or PostgreSQL
 * @param allocatedBytes what the contender's event loops have allocated, 0 where nobody knows
 * @param roundTripMicros 99 % of the round trips to Redis beside the load were faster, 0 where
 *     nobody looked
 */
record Sample(
    Contender contender,
    Load load,
    int round,
    LoadResult result,
    long appCpuNanos,
    long databaseCpuNanos,
    long allocatedBytes,
    double roundTripMicros) {

  double requestsPerSecond() {
    return result.perSecond();
  }

  double appCpuMicros() {
    return micros(appCpuNanos);
  }

  double databaseCpuMicros() {
    return micros(databaseCpuNanos);
  }

  double generatorCpuMicros() {
    return micros(result.cpuNanos());
  }

  double bytesAllocated() {
    return (double) allocatedBytes / result.answered();
  }

  double p50Micros() {
    return result.latencies().getValueAtPercentile(50) / 1e3;
  }

  double p99Micros() {
    return result.latencies().getValueAtPercentile(99) / 1e3;
  }

  private double micros(long nanos) {
    return nanos / 1e3 / result.answered();
  }
}
