package io.github.redsessions.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The results as Markdown, which reads well on a terminal too. */
final class Tables {

  private final Findings findings;

  Tables(Findings findings) {
    this.findings = findings;
  }

  /** All of them. */
  String all(Environment environment) {
    StringBuilder text = new StringBuilder(environment.sentence()).append("\n\n");
    text.append(targets()).append('\n');
    for (Load load : findings.summary().loads()) {
      text.append(of(load)).append('\n');
    }
    for (Load load : findings.summaryOfTwoLoops().loads()) {
      text.append(ofTwoLoops(load)).append('\n');
    }
    text.append(others());
    if (!findings.scores().isEmpty()) {
      text.append('\n').append(scores());
    }
    if (!findings.skipped().isEmpty()) {
      text.append("\nNot measured:\n\n");
      findings.skipped().forEach(what -> text.append("- ").append(what).append('\n'));
    }
    return text.toString();
  }

  /** One load. */
  String of(Load load) {
    return table(load, "", findings.summary());
  }

  /** One load with two event loops. */
  String ofTwoLoops(Load load) {
    return table(load, ", two event loops", findings.summaryOfTwoLoops());
  }

  /** What was promised, and what was measured. */
  String targets() {
    TextTable table = new TextTable(List.of("target", "bound", "measured", "met"));
    for (Targets.Target target : Targets.of(findings)) {
      table.row(
          List.of(
              target.name(),
              target.bound(),
              Figures.short3(target.measured()),
              target.met() ? "yes" : "NO"));
    }
    return "### Targets\n\n" + table;
  }

  private String table(Load load, String variant, Summary summary) {
    TextTable table =
        new TextTable(
            List.of(
                "contender",
                "requests/s",
                "to stock",
                "to memory",
                "app CPU µs",
                "database CPU µs",
                "commands",
                "allocated B",
                "p50 µs",
                "p99 µs",
                "errors"));
    for (Contender contender : Contender.values()) {
      if (summary.has(load, contender)) {
        table.row(new Row(summary, load, contender).cells());
      }
    }
    return "### %s%s%n%n%s".formatted(load.title(), variant, table);
  }

  private String others() {
    TextTable table = new TextTable(List.of("besides", "measured"));
    findings
        .recordBytes()
        .forEach(
            (contender, bytes) ->
                table.row(
                    List.of(
                        "Redis memory for four attributes, bytes: " + contender.title(),
                        Figures.short3(bytes))));
    findings
        .population()
        .ifPresent(
            found -> {
              row(table, "CPU of a read among 1,000 sessions, µs", found.fewMicros());
              row(table, "CPU of a read among 1,000,000 sessions, µs", found.manyMicros());
              blocking(table, "size()", found.size());
              blocking(table, "clear()", found.clear());
            });
    findings.startUpSeconds().ifPresent(s -> row(table, "login service: first answer, s", s));
    row(table, "the load generator's own CPU for a request, µs", generator());
    return "### Besides\n\n" + table;
  }

  private static void blocking(TextTable table, String call, Population.Blocking found) {
    String at = call + " at 1,000,000 sessions: ";
    row(table, at + "seconds", found.seconds());
    row(table, at + "longest PING beside it, ms", found.maxMillis());
    row(table, at + "PING p99.9, ms", found.p999Millis());
    row(table, at + "longest command by Redis' clock, ms", found.longestCommandMillis());
    row(table, at + "longest PING without it, ms", found.idleMaxMillis());
  }

  private String scores() {
    TextTable table = new TextTable(List.of("method", "ns", "±", "B"));
    for (Microbenchmarks.Score score : findings.scores()) {
      table.row(
          List.of(
              score.name(),
              Figures.short3(score.nanos()),
              Figures.short3(score.error()),
              Figures.short3(score.bytes())));
    }
    return "### Single methods (JMH, time and allocation of a call)\n\n" + table;
  }

  private double generator() {
    double[] micros =
        findings.summary().all().stream()
            .filter(sample -> !sample.load().isOpenLoop() && sample.load() != Load.UNKNOWN)
            .mapToDouble(Sample::generatorCpuMicros)
            .filter(Double::isFinite)
            .toArray();
    return micros.length == 0 ? 0 : Summary.middle(micros);
  }

  private static void row(TextTable table, String name, double value) {
    table.row(List.of(name, Figures.short3(value)));
  }

  /** A contender in the table of a load. */
  private final class Row {

    private final Summary summary;
    private final Load load;
    private final Contender contender;

    Row(Summary summary, Load load, Contender contender) {
      this.summary = summary;
      this.load = load;
      this.contender = contender;
    }

    List<String> cells() {
      return List.of(
          contender.title(),
          figure(Sample::requestsPerSecond, "%,.0f"),
          ratio(Contender.STOCK),
          ratio(Contender.LOCAL),
          figure(Sample::appCpuMicros, "%,.1f"),
          figure(Sample::databaseCpuMicros, "%,.1f"),
          findings
              .commandsPerRequest(load, contender)
              .map(count -> Figures.text(OptionalDouble.of(count), "%.2f"))
              .orElse("–"),
          contender == Contender.EXPRESS ? "–" : figure(Sample::bytesAllocated, "%,.0f"),
          figure(Sample::p50Micros, "%,.0f"),
          figure(Sample::p99Micros, "%,.0f"),
          Long.toString(summary.errors(load, contender)));
    }

    private String figure(ToDoubleFunction<Sample> figure, String format) {
      return Figures.text(summary.median(load, contender, figure), format);
    }

    private String ratio(Contender base) {
      return Figures.text(summary.ratio(load, contender, base, Sample::requestsPerSecond), "%.2f");
    }
  }
}
