package io.github.redsessions.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The results for programs: every round of everything, and the medians. */
final class JsonReport {

  private final Findings findings;

  JsonReport(Findings findings) {
    this.findings = findings;
  }

  JsonObject of(Environment environment) {
    JsonObject report =
        new JsonObject()
            .put("environment", environment(environment))
            .put("targets", targets())
            .put("loads", loads(findings.summary(), true))
            .put("loadsOfTwoEventLoops", loads(findings.summaryOfTwoLoops(), false))
            .put("skipped", new JsonArray(findings.skipped()));
    JsonObject memory = new JsonObject();
    findings.recordBytes().forEach((contender, bytes) -> memory.put(contender.id(), bytes));
    report.put("redisBytesOfFourAttributes", memory);
    findings.population().ifPresent(found -> report.put("millionSessions", population(found)));
    findings.startUpSeconds().ifPresent(s -> report.put("loginServiceFirstAnswerSeconds", s));
    JsonArray scores = new JsonArray();
    findings
        .scores()
        .forEach(
            score ->
                scores.add(
                    new JsonObject()
                        .put("name", score.name())
                        .put("nanos", score.nanos())
                        .put("error", score.error())
                        .put("bytes", score.bytes())));
    return report.put("methods", scores);
  }

  private static JsonObject environment(Environment environment) {
    return new JsonObject()
        .put("time", environment.time().toString())
        .put("processor", environment.processor())
        .put("cores", environment.cores())
        .put("system", environment.system())
        .put("java", environment.java())
        .put("redis", environment.redis());
  }

  private JsonArray targets() {
    JsonArray targets = new JsonArray();
    for (Targets.Target target : Targets.of(findings)) {
      targets.add(
          new JsonObject()
              .put("name", target.name())
              .put("bound", target.bound())
              .put("measured", target.measured())
              .put("met", target.met()));
    }
    return targets;
  }

  private JsonObject loads(Summary summary, boolean withCommands) {
    JsonObject loads = new JsonObject();
    for (Load load : summary.loads()) {
      JsonObject contenders = new JsonObject();
      for (Contender contender : Contender.values()) {
        if (summary.has(load, contender)) {
          JsonObject result = contender(summary, load, contender);
          if (withCommands) {
            findings
                .commandsPerRequest(load, contender)
                .ifPresent(count -> result.put("commandsPerRequest", count));
          }
          contenders.put(contender.id(), result);
        }
      }
      loads.put(
          load.id(),
          new JsonObject().put("connections", load.connections()).put("contenders", contenders));
    }
    return loads;
  }

  private static JsonObject contender(Summary summary, Load load, Contender contender) {
    JsonArray rounds = new JsonArray();
    for (Sample sample : summary.of(load, contender)) {
      rounds.add(sample(sample));
    }
    JsonObject result = new JsonObject().put("errors", summary.errors(load, contender));
    summary
        .median(load, contender, Sample::requestsPerSecond)
        .ifPresent(rate -> put(result, "requestsPerSecond", rate));
    summary
        .ratio(load, contender, Contender.STOCK, Sample::requestsPerSecond)
        .ifPresent(ratio -> put(result, "toStock", ratio));
    summary
        .ratio(load, contender, Contender.LOCAL, Sample::requestsPerSecond)
        .ifPresent(ratio -> put(result, "toMemory", ratio));
    return result.put("rounds", rounds);
  }

  private static JsonObject sample(Sample sample) {
    JsonObject json =
        new JsonObject()
            .put("answered", sample.result().answered())
            .put("errors", sample.result().errors())
            .put("seconds", sample.result().seconds());
    put(json, "requestsPerSecond", sample.requestsPerSecond());
    put(json, "appCpuMicros", sample.appCpuMicros());
    put(json, "databaseCpuMicros", sample.databaseCpuMicros());
    put(json, "generatorCpuMicros", sample.generatorCpuMicros());
    put(json, "bytesAllocated", sample.bytesAllocated());
    put(json, "p50Micros", sample.p50Micros());
    put(json, "p99Micros", sample.p99Micros());
    put(json, "redisRoundTripP99Micros", sample.roundTripMicros());
    return json;
  }

  private static JsonObject population(Population.Result found) {
    return new JsonObject()
        .put("cpuMicrosAmongThousand", found.fewMicros())
        .put("cpuMicrosAmongMillion", found.manyMicros())
        .put("timeRatio", found.timeRatio())
        .put("size", blocking(found.size()))
        .put("clear", blocking(found.clear()));
  }

  private static JsonObject blocking(Population.Blocking found) {
    return new JsonObject()
        .put("seconds", found.seconds())
        .put("longestPingMillis", found.maxMillis())
        .put("pingP999Millis", found.p999Millis())
        .put("longestCommandMillis", found.longestCommandMillis())
        .put("longestPingWithoutMillis", found.idleMaxMillis());
  }

  /** JSON has no infinity, which is what nothing divided by nothing gives. */
  private static void put(JsonObject json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }
}
