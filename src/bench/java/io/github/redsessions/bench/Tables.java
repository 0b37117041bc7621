package io.github.redsessions.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The results as Markdown, which reads well on a terminal too. */
final class Tables {

  private static final List<String> HEADINGS =
      List.of(
          "contender",
          "requests/s",
          "× stock",
          "× memory",
          "app CPU µs",
          "Redis CPU µs",
          "commands",
          "allocated bytes",
          "p50 µs",
          "p99 µs",
          "errors");

  private final Summary summary;
  private final Map<Load, Map<Contender, List<String>>> commands;

  Tables(Summary summary, Map<Load, Map<Contender, List<String>>> commands) {
    this.summary = summary;
    this.commands = commands;
  }

  /** One load. */
  String of(Load load) {
    TextTable table = new TextTable(HEADINGS);
    for (Contender contender : Contender.values()) {
      if (summary.has(load, contender)) {
        table.row(row(load, contender));
      }
    }
    return "### %s: %s, %d connections%n%n%s"
        .formatted(load.id(), load.title(), load.connections(), table);
  }

  private List<String> row(Load load, Contender contender) {
    return List.of(
        contender.title(),
        figure(load, contender, Sample::requestsPerSecond, "%,.0f"),
        ratio(load, contender, Contender.STOCK),
        ratio(load, contender, Contender.LOCAL),
        figure(load, contender, Sample::appCpuMicros, "%,.1f"),
        figure(load, contender, Sample::redisCpuMicros, "%,.1f"),
        commands(load, contender),
        figure(load, contender, Sample::bytesAllocated, "%,.0f"),
        figure(load, contender, Sample::p50Micros, "%,.0f"),
        figure(load, contender, Sample::p99Micros, "%,.0f"),
        Long.toString(summary.errors(load, contender)));
  }

  private String figure(
      Load load, Contender contender, ToDoubleFunction<Sample> figure, String format) {
    return text(summary.median(load, contender, figure), format);
  }

  private String ratio(Load load, Contender contender, Contender base) {
    return text(summary.ratio(load, contender, base, Sample::requestsPerSecond), "%.2f");
  }

  private String commands(Load load, Contender contender) {
    List<String> names = commands.getOrDefault(load, Map.of()).get(contender);
    return names == null
        ? "–"
        : String.format(Locale.ROOT, "%.2f", (double) names.size() / CommandCount.REQUESTS);
  }

  private static String text(OptionalDouble value, String format) {
    return value.isEmpty() || !Double.isFinite(value.getAsDouble())
        ? "–"
        : String.format(Locale.ROOT, format, value.getAsDouble());
  }
}
