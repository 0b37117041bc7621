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

  long errors(Load load, Contender contender) {
    return of(load, contender).stream().mapToLong(sample -> sample.result().errors()).sum();
  }

  private static OptionalDouble median(double[] values) {
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return OptionalDouble.of(
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
  }
}
