package io.github.redsessions.login.doctor;

import io.github.redsessions.config.RedisConfig.Mode;
import io.github.redsessions.config.SessionsConfig;
import java.util.List;
import java.util.Set;

/** What INFO says: role and replicas, version, memory and persistence. */
final class ServerFindings {

  private static final long OLD_BYTES = 1 << 20;

  private final String name;
  private final ServerInfo info;
  private final SessionsConfig config;
  private final Report report;

  private ServerFindings(String name, ServerInfo info, SessionsConfig config, Report report) {
    this.name = name;
    this.info = info;
    this.config = config;
    this.report = report;
  }

  static void report(String name, ServerInfo info, SessionsConfig config, Report report) {
    ServerFindings findings = new ServerFindings(name, info, config, report);
    findings.role();
    findings.version();
    findings.memory();
    findings.persistence();
  }

  private void role() {
    String about = name + " role";
    if (info.isPrimary()) {
      primary(about);
      return;
    }
    long behind = info.number("master_repl_offset") - info.number("slave_repl_offset");
    String text =
        "replica of %s:%s, link %s, last word %s s ago"
            .formatted(
                info.get("master_host"),
                info.get("master_port"),
                info.get("master_link_status"),
                info.get("master_last_io_seconds_ago"));
    if (!info.get("master_link_status").equals("up")) {
      report.add(
          Finding.fail(
              about, text, "look at its log: it has no copy of the sessions, and can't take over"));
    } else if (behind > OLD_BYTES) {
      report.add(Finding.warn(about, text, "it is far behind: look at its load and its network"));
    } else {
      report.add(Finding.ok(about, text));
    }
  }

  private void primary(String about) {
    List<String> replicas = info.replicas();
    boolean mayFailOver = config.redis().mode().failsOver();
    if (replicas.isEmpty()) {
      report.add(
          mayFailOver
              ? Finding.warn(about, "primary, without a replica", "start one: nobody can take over")
              : Finding.ok(about, "primary, without a replica"));
      return;
    }
    report.add(Finding.ok(about, "primary, with " + String.join("; ", replicas)));
    int needed = config.redis().durability().replicas();
    if (replicas.size() < needed) {
      report.add(
          Finding.fail(
              name + " replicas",
              replicas.size() + ", and redis.durability.replicas asks for " + needed,
              "start more, or ask for fewer: no login succeeds like this"));
    }
    // INFO has this field where both min-replicas settings are above 0.
    if (!info.get("min_slaves_good_slaves").isEmpty()) {
      report.add(Finding.ok(name + " min-replicas-to-write", "on"));
    } else if (mayFailOver) {
      report.add(
          Finding.warn(
              name + " min-replicas-to-write",
              "0: a primary that is cut off goes on taking logins that will be lost",
              "set min-replicas-to-write 1 and min-replicas-max-lag 10"));
    }
  }

  private void version() {
    String about = name + " version";
    String text = info.version();
    int major = Integer.parseInt("0" + info.get("redis_version").replaceFirst("\\D.*", ""));
    if (major < 6) {
      report.add(Finding.fail(about, text, "bring it to 7.0 or later: it has no HELLO"));
    } else if (major < 7) {
      report.add(Finding.warn(about, text, "bring it to 7.0, the oldest that is tested"));
    } else {
      report.add(Finding.ok(about, text));
    }
    if (info.get("redis_mode").equals("cluster") != (config.redis().mode() == Mode.CLUSTER)) {
      report.add(
          Finding.fail(
              name + " redis.mode",
              "the server says " + info.get("redis_mode"),
              "set redis.mode to what the servers are"));
    }
  }

  private void memory() {
    String policy = info.get("maxmemory_policy");
    String about = name + " maxmemory-policy";
    if (policy.equals("noeviction")) {
      report.add(Finding.ok(about, policy));
    } else {
      report.add(
          Finding.fail(
              about,
              policy
                  + ": when memory is short, sessions and counts of failed logins are thrown away",
              "set maxmemory-policy noeviction, or give the sessions a Redis of their own"));
    }
    long max = info.number("maxmemory");
    long used = info.number("used_memory");
    if (max == 0) {
      report.add(
          Finding.warn(
              name + " maxmemory",
              "unlimited: a flood of sessions ends with the system killing Redis",
              "set maxmemory, below what the machine has"));
    } else if (used > max / 10 * 9) {
      report.add(
          Finding.warn(
              name + " maxmemory",
              "%d of %d bytes are used".formatted(used, max),
              "raise maxmemory: when it is full, logins are refused"));
    } else {
      report.add(Finding.ok(name + " maxmemory", "%d of %d bytes are used".formatted(used, max)));
    }
  }

  private void persistence() {
    String about = name + " persistence";
    if (info.get("loading").equals("1")) {
      report.add(Finding.fail(about, "it is loading its data", "wait until it has"));
    } else if (info.get("aof_enabled").equals("0")) {
      report.add(
          Finding.fail(
              about,
              "the append-only file is off: a restart loses sessions, or brings back those that"
                  + " were logged out since the last snapshot",
              "set appendonly yes"));
    } else if (Set.of("ok", "").contains(info.get("aof_last_write_status"))) {
      report.add(Finding.ok(about, "append-only file, last write ok"));
    } else {
      report.add(
          Finding.fail(
              about,
              "the last write of the append-only file failed",
              "look at the server's disk: it refuses writes meanwhile"));
    }
  }
}
