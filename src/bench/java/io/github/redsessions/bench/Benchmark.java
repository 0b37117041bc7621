package io.github.redsessions.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures sessions in Redis against what else could be used: {@code mvn -q -Pbench verify}. */
public final class Benchmark {

  private final Settings settings = Settings.read();
  private final Progress progress = new Progress(System.out);

  private Benchmark() {}

  /** Takes system properties, see {@link Settings}. */
  public static void main(String[] args) throws IOException {
    new Benchmark().run();
    // Threads of a broken load would keep the process.
    System.exit(0);
  }

  private void run() throws IOException {
    List<ContenderProcess> processes = new ArrayList<>();
    try (RedisUnderLoad redis = new RedisUnderLoad()) {
      for (Contender contender : settings.contenders()) {
        processes.add(ContenderProcess.start(contender, settings.eventLoops(), redis.uri()));
        progress.line("started: " + contender.title());
      }
      for (ContenderProcess process : processes) {
        new WarmUp(settings, progress).run(process);
      }
      measure(processes, redis);
    } finally {
      processes.forEach(ContenderProcess::close);
    }
  }

  private void measure(List<ContenderProcess> processes, RedisUnderLoad redis) throws IOException {
    List<Sample> samples = new ArrayList<>();
    Map<Load, Map<Contender, List<String>>> commands = new EnumMap<>(Load.class);
    StringBuilder tables = new StringBuilder();
    for (Load load : settings.loads()) {
      if (load != Load.UNKNOWN) {
        commands.put(load, CommandCount.of(load, processes, redis));
      }
      samples.addAll(new Rounds(settings, redis, progress).run(load, processes));
      String table = new Tables(new Summary(samples), commands).of(load);
      System.out.println("\n" + table);
      tables.append(table).append('\n');
    }
    Files.createDirectories(settings.output());
    Files.writeString(settings.output().resolve("results.md"), tables);
  }
}
