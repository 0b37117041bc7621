package io.github.redsessions.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that a run has found so far; what was not measured is absent. Filled by one thread. */
final class Findings {

  private final List<Sample> samples = new ArrayList<>();
  private final List<Sample> samplesOfTwoLoops = new ArrayList<>();
  private final Map<Load, Map<Contender, List<String>>> commands = new EnumMap<>(Load.class);
  private final Map<Contender, Long> recordBytes = new EnumMap<>(Contender.class);
  private final List<String> skipped = new ArrayList<>();
  private Population.Result population;
  private Double startUpSeconds;
  private List<Microbenchmarks.Score> scores = List.of();

  void add(List<Sample> more) {
    samples.addAll(more);
  }

  void addOfTwoLoops(List<Sample> more) {
    samplesOfTwoLoops.addAll(more);
  }

  void commands(Load load, Map<Contender, List<String>> names) {
    commands.put(load, names);
  }

  void recordBytes(Contender contender, long bytes) {
    recordBytes.put(contender, bytes);
  }

  void skipped(String what, String why) {
    skipped.add(what + ": " + why);
  }

  void population(Population.Result found) {
    population = found;
  }

  void startUpSeconds(double seconds) {
    startUpSeconds = seconds;
  }

  void scores(List<Microbenchmarks.Score> found) {
    scores = List.copyOf(found);
  }

  /** What was measured with as many event loops as the command line says, one by default. */
  Summary summary() {
    return new Summary(samples);
  }

  Summary summaryOfTwoLoops() {
    return new Summary(samplesOfTwoLoops);
  }

  /** The commands that a request of a load sends to Redis, absent where nobody looked. */
  Optional<Double> commandsPerRequest(Load load, Contender contender) {
    return Optional.ofNullable(commands.getOrDefault(load, Map.of()).get(contender))
        .map(names -> (double) names.size() / CommandCount.REQUESTS);
  }

  /** Redis memory for the article's session, its key included. */
  Map<Contender, Long> recordBytes() {
    return recordBytes;
  }

  /** What was left out, and why. */
  List<String> skipped() {
    return skipped;
  }

  Optional<Population.Result> population() {
    return Optional.ofNullable(population);
  }

  Optional<Double> startUpSeconds() {
    return Optional.ofNullable(startUpSeconds);
  }

  List<Microbenchmarks.Score> scores() {
    return scores;
  }
}
