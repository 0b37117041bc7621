package io.github.redsessions.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs what JMH measures: single methods, without network. */
final class Microbenchmarks {

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private Microbenchmarks() {}

  /**
   * A method's figures.
   *
   * @param name of class and method
   * @param nanos of a call
   * @param error half of the width of the 99.9 % confidence interval
   * @param bytes that a call allocates
   */
  record Score(String name, double nanos, double error, double bytes) {}

  static List<Score> run(boolean all) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("io\\.github\\.redsessions\\..*Jmh")
        .forks(all ? 3 : 1)
        .warmupIterations(3)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(5)
        .measurementTime(TimeValue.seconds(1))
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true);
    Collection<RunResult> results = new Runner(options.build()).run();
    List<Score> scores = new ArrayList<>();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      String parameters =
          result.getParams().getParamsKeys().stream()
              .map(key -> " " + key + " " + result.getParams().getParam(key))
              .reduce("", String::concat);
      Result<?> time = result.getPrimaryResult();
      Result<?> bytes = result.getSecondaryResults().get(ALLOCATION);
      scores.add(
          new Score(
              name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1) + parameters,
              time.getScore(),
              Double.isNaN(time.getScoreError()) ? 0 : time.getScoreError(),
              bytes == null ? 0 : bytes.getScore()));
    }
    return scores;
  }
}
