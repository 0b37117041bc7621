package io.github.redsessions.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a load has found.
 *
 * @param answered responses of the expected status within the time that was measured
 * @param errors responses of another status, and connections that broke
 * @param seconds how long was measured
 * @param cpuNanos CPU time of the generator's own threads
 * @param latencies of the responses, in nanoseconds, from the moment at which the request was to
 *     leave
 */
public record LoadResult(
    long answered, long errors, double seconds, long cpuNanos, Histogram latencies) {

  /** Responses a second. */
  public double perSecond() {
    return answered / seconds;
  }
}
