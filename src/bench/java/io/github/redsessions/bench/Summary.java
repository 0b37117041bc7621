package io.github.redsessions.bench;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Medians over the rounds, and ratios of what was measured in the same round. */
final class Summary {

  private final List<Sample> samples;

  Summary(List<Sample> samples) {
    this.samples = List.copyOf(samples);
  }

  /** The samples of one contender under one load. */
  List<Sample> of(Load load, Contender contender) {
    return samples.stream()
        .filter(sample -> sample.load() == load && sample.contender() == contender)
        .toList();
  }

  List<Sample> all() {
    return samples;
  }

  /** What was measured with anybody, in the order in which it was. */
  List<Load> loads() {
    return samples.stream().map(Sample::load).distinct().toList();
  }

  boolean has(Load load, Contender contender) {
    return !of(load, contender).isEmpty();
  }

  /** The median of a figure, nothing if it wasn't measured. */
  OptionalDouble median(Load load, Contender contender, ToDoubleFunction<Sample> figure) {
    return median(of(load, contender).stream().mapToDouble(figure).toArray());
  }

  /** The median of the ratios to another contender in the same round. */
  OptionalDouble ratio(
      Load load, Contender contender, Contender base, ToDoubleFunction<Sample> figure) {
    List<Sample> bases = of(load, base);
    return median(
        of(load, contender).stream()
            .flatMapToDouble(
                sample ->
                    bases.stream()
                        .filter(other -> other.round() == sample.round())
                        .mapToDouble(
                            other -> figure.applyAsDouble(sample) / figure.applyAsDouble(other)))
            .toArray());
  }

  /** Requests a second of unchanged reads. */
  double saturation(Contender contender) {
    return median(Load.READ, contender, Sample::requestsPerSecond)
        .orElseThrow(() -> new IllegalStateException("read-half needs read in bench.only"));
  }

  long errors(Load load, Contender contender) {
    return of(load, contender).stream().mapToLong(sample -> sample.result().errors()).sum();
  }

  /** The median of at least one value. */
  static double middle(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static OptionalDouble median(double[] values) {
    return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(middle(values));
  }
}
