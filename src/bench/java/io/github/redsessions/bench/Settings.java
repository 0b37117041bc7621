package io.github.redsessions.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What the command line chose.
 *
 * @param contenders {@code bench.contenders}: who is measured, all by default
 * @param loads {@code bench.only}: which loads, and nothing but these; all but those for {@code
 *     bench.long} by default
 * @param all {@code bench.long}: every load with every contender, and two event loops besides
 * @param everything whether the figures that are no loads are taken too: the default when neither
 *     contenders nor loads are chosen
 * @param check {@code bench.check}: the build fails when a target is not met
 * @param jmh {@code bench.jmh}: JMH too
 * @param rounds {@code bench.rounds}: how often each is measured, 0 for what its load says
 * @param seconds {@code bench.seconds}: how long each time, default 2
 * @param warmUpSeconds {@code bench.warmup}: for how long each process is under load before
 *     anything is measured, default 15
 * @param eventLoops {@code bench.eventLoops}: of each process, default 1
 * @param appJar the login service, or null where it isn't packaged
 * @param output where the results go
 */
record Settings(
    List<Contender> contenders,
    List<Load> loads,
    boolean all,
    boolean everything,
    boolean check,
    boolean jmh,
    int rounds,
    double seconds,
    double warmUpSeconds,
    int eventLoops,
    Path appJar,
    Path output) {

  static Settings read() {
    boolean all = flag("long");
    String only = text("only", "");
    String contenders = text("contenders", "");
    String jar = text("appJar", "");
    return new Settings(
        Contender.listed(contenders),
        only.isBlank() ? Load.defaults(all) : Load.listed(only),
        all,
        only.isBlank() && contenders.isBlank(),
        flag("check"),
        flag("jmh"),
        Integer.parseInt(text("rounds", "0")),
        Double.parseDouble(text("seconds", "2")),
        Double.parseDouble(text("warmup", "15")),
        Integer.parseInt(text("eventLoops", "1")),
        jar.isBlank() ? null : Path.of(jar),
        Path.of(text("output", "target/bench")));
  }

  /** How often a load is measured. */
  int rounds(Load load) {
    return rounds > 0 ? rounds : Math.max(1, load.rounds(all || !everything));
  }

  /** Whether a load is measured with a contender: all that were asked for by name are. */
  boolean measures(Load load, Contender contender) {
    return load.suits(contender, all || !everything);
  }

  /** The same for another number of event loops and other loads. */
  Settings with(int otherEventLoops, List<Load> otherLoads) {
    return new Settings(
        contenders,
        otherLoads,
        all,
        everything,
        check,
        jmh,
        rounds,
        seconds,
        warmUpSeconds,
        otherEventLoops,
        appJar,
        output);
  }

  private static boolean flag(String name) {
    return Boolean.parseBoolean(text(name, "false"));
  }

  private static String text(String name, String fallback) {
    String value = System.getProperty("bench." + name, "");
    return value.isBlank() ? fallback : value;
  }
}
