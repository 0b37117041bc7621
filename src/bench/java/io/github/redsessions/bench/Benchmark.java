package io.github.redsessions.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures sessions in Redis against what else could be used: {@code mvn -q -Pbench verify}. How
 * and what is in {@code src/docs/benchmark.md}.
 */
public final class Benchmark {

  private final Settings settings = Settings.read();
  private final Progress progress = new Progress(System.out);
  private final Findings findings = new Findings();
  private final Tables tables = new Tables(findings);

  private Benchmark() {}

  /**
   * Takes system properties, see {@link Settings}. Ends with status 1 when {@code bench.check} is
   * set and a target is not met.
   */
  public static void main(String[] args) throws IOException, RunnerException {
    System.exit(new Benchmark().run() ? 0 : 1);
  }

  private boolean run() throws IOException, RunnerException {
    Files.createDirectories(settings.output());
    Environment environment;
    try (RedisDatabase redis = new RedisDatabase()) {
      environment = Environment.of(redis);
      progress.line(environment.sentence());
      LoadRun loads = new LoadRun(settings, redis, progress, findings);
      loads.run(
          load -> {
            findings.add(load);
            System.out.println("\n" + tables.of(load.get(0).load()));
          });
    }
    if (settings.all()) {
      twoEventLoops();
    }
    if (settings.everything()) {
      besides();
    }
    if (settings.jmh()) {
      progress.line("JMH");
      findings.scores(Microbenchmarks.run(settings.all()));
    }
    write(environment);
    List<Targets.Target> targets = Targets.of(findings);
    return !settings.check() || targets.stream().allMatch(Targets.Target::met);
  }

  private void twoEventLoops() throws IOException {
    progress.line("two event loops");
    try (RedisDatabase redis = new RedisDatabase()) {
      Settings two = settings.with(2, List.of(Load.READ, Load.CHANGE, Load.READ_1000));
      new LoadRun(two, redis, progress, findings)
          .run(
              load -> {
                findings.addOfTwoLoops(load);
                System.out.println("\n" + tables.ofTwoLoops(load.get(0).load()));
              });
    }
  }

  private void besides() throws IOException {
    try {
      findings.population(new Population(settings, progress).run());
    } catch (SkippedException e) {
      skip("a million sessions", e);
    }
    try {
      findings.startUpSeconds(StartUp.seconds(settings.appJar()));
    } catch (SkippedException e) {
      skip("the start of the login service", e);
    }
  }

  private void skip(String what, SkippedException e) {
    progress.line("skipped: " + what + ": " + e.getMessage());
    findings.skipped(what, e.getMessage());
  }

  private void write(Environment environment) throws IOException {
    Path output = settings.output();
    String text = tables.all(environment);
    System.out.println("\n" + text);
    Files.writeString(output.resolve("results.md"), text);
    JsonObject json = new JsonReport(findings).of(environment);
    Files.write(
        output.resolve("results.json"), json.encodePrettily().getBytes(StandardCharsets.UTF_8));
    try {
      Plot.draw(findings.summary(), output.resolve("benchmark.svg"));
    } catch (Error | RuntimeException e) {
      // Java's fonts need libraries of the system that a JDK for servers may come without.
      progress.line("no plot: " + e);
    }
    progress.line("written: " + output.toAbsolutePath());
  }
}
