package io.github.redsessions.login.doctor;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.redis.FleetProbe;
import io.github.redsessions.redis.ServerProbe;
import io.github.redsessions.redis.ServerProbe.ProbeException;
import io.github.redsessions.store.KeySample;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Examines a configuration and the Redis servers that it names, and says of each thing how it is
 * and what to do about it. Changes nothing. Blocks, so for a thread of a command line.
 *
 * <p>Ends in any case: each server takes {@code redis.connectTimeoutMs} to connect, {@code
 * redis.commandTimeoutMs} for the first question that it doesn't answer, and {@link
 * LatencyFindings#BOUND} for its round trips.
 */
public final class Doctor {

  private static final int SENTINELS = 3;

  private final Vertx vertx;
  private final SessionsConfig config;
  private final KeySample keys;
  private final Report report;

  private Doctor(Vertx vertx, SessionsConfig config, KeySample keys, Report report) {
    this.vertx = vertx;
    this.config = config;
    this.keys = keys;
    this.report = report;
  }

  /**
   * Examines all of it.
   *
   * @param vertx carries the connections
   * @param config a valid configuration
   * @param keys names that nobody has, under the prefix of the configuration
   * @param report is told everything
   */
  public static void examine(Vertx vertx, SessionsConfig config, KeySample keys, Report report) {
    new Doctor(vertx, config, keys, report).examine();
  }

  private void examine() {
    report.progress("reading the configuration");
    ConfigFindings.report(config, report);
    RedisConfig redis = config.redis();
    if (redis.mode() == RedisConfig.Mode.EMBEDDED) {
      report.add(
          Finding.warn(
              "redis.mode",
              "embedded: a server for development, whose sessions end with the process",
              "name servers of your own in redis.endpoints for anything else"));
      return;
    }
    report.progress("connecting");
    FleetProbe fleet = FleetProbe.open(vertx, redis).await();
    try {
      sentinels(fleet);
      unreachable(fleet);
      servers(fleet);
    } finally {
      fleet.close();
    }
  }

  private void sentinels(FleetProbe fleet) {
    if (config.redis().mode() != RedisConfig.Mode.SENTINEL) {
      return;
    }
    fleet
        .silentSentinels()
        .forEach(
            (name, why) ->
                report.add(
                    fleet.sentinels().isEmpty()
                        ? Finding.fail(name + " sentinel", why, Fixes.ofConnection(why))
                        : Finding.warn(name + " sentinel", why, Fixes.ofConnection(why))));
    TreeSet<String> named = new TreeSet<>(fleet.sentinels().values());
    named.remove("");
    if (named.size() > 1) {
      report.add(
          Finding.fail(
              "sentinels",
              "they name different primaries: " + String.join(", ", named),
              "wait for a failover to end; else compare their configurations"));
    } else if (!named.isEmpty()) {
      report.add(Finding.ok("sentinels", "they name " + named.first()));
    }
    int count = fleet.sentinels().size() + fleet.silentSentinels().size();
    report.add(
        count >= SENTINELS
            ? Finding.ok("sentinels", count + " of them")
            : Finding.warn(
                "sentinels",
                count + ": with less than three, the loss of one machine can stop failovers",
                "run three, on three machines"));
  }

  private void unreachable(FleetProbe fleet) {
    fleet
        .unreachable()
        .forEach(
            (name, why) ->
                report.add(Finding.fail(name + " connection", why, Fixes.ofConnection(why))));
    fleet
        .problems()
        .forEach(
            problem ->
                report.add(
                    problem.contains("no replica")
                        ? Finding.warn("cluster", problem, "give each primary a replica")
                        : Finding.fail(
                            "cluster", problem, "look at CLUSTER NODES on one of its servers")));
  }

  private void servers(FleetProbe fleet) {
    Map<ServerProbe, ServerInfo> answers = new LinkedHashMap<>();
    for (ServerProbe server : fleet.servers()) {
      report.progress("asking " + server.name() + " about itself");
      try {
        answers.put(server, new ServerInfo(server.info().await()));
      } catch (ProbeException e) {
        report.add(
            Finding.fail(
                server.name() + " INFO",
                String.valueOf(e.getMessage()),
                Fixes.ofQuestion(e, "+info")));
        answers.put(server, ServerInfo.UNKNOWN);
      }
    }
    topology(answers);
    versions(answers);
    answers.forEach(this::server);
  }

  private void topology(Map<ServerProbe, ServerInfo> answers) {
    List<String> primaries =
        answers.entrySet().stream()
            .filter(answer -> answer.getValue().isPrimary())
            .map(answer -> answer.getKey().name())
            .toList();
    RedisConfig.Mode mode = config.redis().mode();
    boolean seen = answers.values().stream().anyMatch(ServerInfo::isKnown);
    if (primaries.isEmpty() && (seen || answers.isEmpty())) {
      report.add(
          Finding.fail(
              "topology",
              "no server says that it is a primary",
              mode == RedisConfig.Mode.STANDALONE
                  ? "redis.endpoints must name the primary, or use another redis.mode"
                  : "wait for a failover to end; else start the servers, or promote one"));
    } else if (primaries.size() > 1 && mode != RedisConfig.Mode.CLUSTER) {
      report.add(
          Finding.fail(
              "topology",
              "several servers say that they are the primary: " + String.join(", ", primaries),
              "let all but one of them replicate that one"));
    }
  }

  private void versions(Map<ServerProbe, ServerInfo> answers) {
    TreeSet<String> versions = new TreeSet<>();
    answers.values().stream().filter(ServerInfo::isKnown).forEach(i -> versions.add(i.version()));
    if (versions.size() > 1) {
      report.add(
          Finding.warn(
              "versions",
              String.join(", ", versions),
              "bring all servers to one version: a failover changes it under the sessions"));
    }
  }

  private void server(ServerProbe server, ServerInfo info) {
    if (info.isKnown()) {
      ServerFindings.report(server.name(), info, config, report);
    }
    // A replica serves reads at most, and Redis tells it what to keep.
    if (info.isPrimary() || !info.isKnown()) {
      try {
        new GrantFindings(server, config, keys, report).report();
        new LatencyFindings(server, config, report).report();
        new KeyFindings(server, info, config, keys, report).report();
      } catch (ProbeException e) {
        report.add(
            Finding.fail(
                server.name() + " connection",
                String.valueOf(e.getMessage()),
                Fixes.ofQuestion(e, "what conf/redis/users.acl grants")));
      }
    }
  }
}
