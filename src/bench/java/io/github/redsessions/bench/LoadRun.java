package io.github.redsessions.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Starts the contenders, warms them up, and puts them under one load after the other. */
final class LoadRun {

  private final Settings settings;
  private final RedisDatabase redis;
  private final Progress progress;
  private final Findings findings;
  private final List<ContenderProcess> processes = new ArrayList<>();
  private PostgresDatabase postgres;

  LoadRun(Settings settings, RedisDatabase redis, Progress progress, Findings findings) {
    this.settings = settings;
    this.redis = redis;
    this.progress = progress;
    this.findings = findings;
  }

  /**
   * Runs.
   *
   * @param finished gets the samples of each load
   */
  void run(Consumer<List<Sample>> finished) throws IOException {
    try {
      for (Contender contender : settings.contenders()) {
        try {
          processes.add(start(contender));
          progress.line("started: " + contender.title());
        } catch (SkippedException e) {
          progress.line("skipped: " + contender.title() + ": " + e.getMessage());
          findings.skipped(contender.title(), e.getMessage());
        }
      }
      for (ContenderProcess process : processes) {
        new WarmUp(settings, progress).run(process);
        weigh(process);
      }
      List<Sample> before = new ArrayList<>();
      for (Load load : settings.loads()) {
        List<ContenderProcess> measured =
            processes.stream().filter(p -> settings.measures(load, p.contender())).toList();
        if (load != Load.UNKNOWN) {
          findings.commands(load, CommandCount.of(load, measured, redis));
        }
        List<Sample> samples =
            new Rounds(settings, redis, progress).run(load, measured, new Summary(before));
        before.addAll(samples);
        if (!samples.isEmpty()) {
          finished.accept(samples);
        }
      }
    } finally {
      processes.forEach(ContenderProcess::close);
      if (postgres != null) {
        postgres.close();
      }
    }
  }

  private ContenderProcess start(Contender contender) throws IOException, SkippedException {
    if (contender == Contender.EXPRESS && settings.eventLoops() > 1) {
      throw new SkippedException("Node.js has one event loop");
    }
    if (contender == Contender.POSTGRES) {
      postgres = PostgresDatabase.start(Path.of("target", "bench").toAbsolutePath());
      return ContenderProcess.start(contender, settings.eventLoops(), postgres);
    }
    ContenderProcess process = ContenderProcess.start(contender, settings.eventLoops(), redis);
    if (contender == Contender.NEAR && !isNear(process)) {
      process.close();
      throw new SkippedException("nearCache.enabled asks Redis for every request");
    }
    return process;
  }

  /** Whether unchanged requests are answered without Redis. */
  private boolean isNear(ContenderProcess process) throws IOException {
    int sent = CommandCount.of(Load.READ, List.of(process), redis).get(Contender.NEAR).size();
    return sent < CommandCount.REQUESTS / 2;
  }

  private void weigh(ContenderProcess process) throws IOException {
    if (process.contender().usesRedis()) {
      // "sid=" and as much of the value as is the name of the record for all of them
      String name = process.session(0, 0).substring(4);
      String id = name.startsWith("s%3A") ? name.substring(4, name.indexOf('.')) : name;
      String key = process.contender().isThisStore() ? id.substring(0, 22) : id;
      findings.recordBytes(process.contender(), redis.memoryOf(key));
    }
  }
}
