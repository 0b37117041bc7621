package io.github.redsessions.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What the command line chose.
 *
 * @param contenders {@code bench.contenders}: who is measured, all by default
 * @param loads {@code bench.only}: with which loads, all by default
 * @param rounds {@code bench.rounds}: how often each is measured, default 5
 * @param seconds {@code bench.seconds}: how long each time, default 2
 * @param warmUpSeconds {@code bench.warmup}: for how long each process is under load before
 *     anything is measured, default 15
 * @param eventLoops {@code bench.eventLoops}: of each process, default 1
 * @param output where the results go
 */
record Settings(
    List<Contender> contenders,
    List<Load> loads,
    int rounds,
    double seconds,
    double warmUpSeconds,
    int eventLoops,
    Path output) {

  static Settings read() {
    return new Settings(
        Contender.listed(text("contenders", "")),
        Load.listed(text("only", ""), List.of(Load.values())),
        Integer.parseInt(text("rounds", "5")),
        Double.parseDouble(text("seconds", "2")),
        Double.parseDouble(text("warmup", "15")),
        Integer.parseInt(text("eventLoops", "1")),
        Path.of(text("output", "target/bench")));
  }

  private static String text(String name, String fallback) {
    String value = System.getProperty("bench." + name, "");
    return value.isBlank() ? fallback : value;
  }
}
