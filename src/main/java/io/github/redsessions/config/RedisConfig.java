package io.github.redsessions.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Where the sessions are kept: the keys under {@code redis}. Immutable.
 *
 * @param mode {@code redis.mode}: how the servers are arranged, default {@code standalone}
 * @param endpoints {@code redis.endpoints}: {@code redis://[user:password@]host[:port][/db]},
 *     default {@code redis://127.0.0.1:6379}; none for {@code embedded}, exactly one for {@code
 *     standalone}, one or more sentinels, servers or cluster nodes for the others. Here without
 *     credentials and always with a port; the database, 0 to 15, is the path
 * @param masterName {@code redis.masterName}: what the sentinels call the primary, default {@code
 *     mymaster}; only with {@code sentinel}
 * @param credentials {@code redis.user} and {@code redis.password}: for the servers that hold the
 *     sessions
 * @param sentinelCredentials {@code redis.sentinelUser} and {@code redis.sentinelPassword}: for the
 *     sentinels; only with {@code sentinel}
 * @param tls the keys under {@code redis.tls}, for endpoints with the scheme {@code rediss}
 * @param reads {@code redis.reads}: who answers reads, default {@code primary}
 * @param maxReplicaLag {@code redis.maxReplicaLagMs}: how far behind a replica may be and still be
 *     read, default 1000 ms, 50 to 60000
 * @param durability the keys under {@code redis.durability}
 * @param commandTimeout {@code redis.commandTimeoutMs}: how long one command may take, default 500
 *     ms, 10 to 60000
 * @param connectTimeout {@code redis.connectTimeoutMs}: how long a connection may take to be ready,
 *     default 1000 ms, 10 to 60000
 * @param retryBudget {@code redis.retryBudgetMs}: for how long a command is tried again while Redis
 *     fails over, default 3000 ms with {@code sentinel}, {@code replication} and {@code cluster}
 *     and 0 (not at all) else, 0 to 60000
 * @param onOutage {@code redis.onOutage}: what a request gets whose session can't be read, default
 *     {@code unavailable}
 */
public record RedisConfig(
    Mode mode,
    List<URI> endpoints,
    String masterName,
    Credentials credentials,
    Credentials sentinelCredentials,
    TlsConfig tls,
    Reads reads,
    Duration maxReplicaLag,
    DurabilityConfig durability,
    Duration commandTimeout,
    Duration connectTimeout,
    Duration retryBudget,
    OnOutage onOutage) {

  private static final int MIN_TIMEOUT_MS = 10;
  private static final int MAX_TIMEOUT_MS = 60_000;

  /** Takes a copy of the list. */
  public RedisConfig {
    endpoints = List.copyOf(endpoints);
  }

  /** How the Redis servers are arranged. */
  public enum Mode {
    /**
     * A real redis-server is started by this process on a free port and ends with it: development
     * only.
     */
    EMBEDDED,
    /** One Redis server. */
    STANDALONE,
    /** A primary and its replicas, watched by the sentinels that the endpoints name. */
    SENTINEL,
    /** A static list of servers, one of which is the primary of the others. */
    REPLICATION,
    /** A Redis Cluster, some of whose nodes the endpoints name. */
    CLUSTER;

    /** True if another server can take the place of one that is lost. */
    public boolean failsOver() {
      return this == SENTINEL || this == REPLICATION || this == CLUSTER;
    }
  }

  /** Who answers reads. */
  public enum Reads {
    /** The primary: what was written is what is read. */
    PRIMARY,
    /** A replica that is at most {@code redis.maxReplicaLagMs} behind, else the primary. */
    REPLICA
  }

  /** What a request gets whose session can't be read because Redis can't be used. */
  public enum OnOutage {
    /** 503. */
    UNAVAILABLE,
    /**
     * An anonymous session that can't be written, for requests that only read. A route that needs a
     * user answers 503 all the same.
     */
    ANONYMOUS
  }

  static RedisConfig read(ConfigReader in) {
    Mode mode = in.oneOf("mode", Mode.STANDALONE, RedisConfig::spelled);
    RedisEndpoints endpoints = RedisEndpoints.read(in, mode);
    String masterName = in.text("masterName", "mymaster", TextRule.NOT_EMPTY);
    Credentials credentials = Credentials.read(in, "user", "password");
    Credentials sentinelCredentials = Credentials.read(in, "sentinelUser", "sentinelPassword");
    TlsConfig tls = in.section("tls", TlsConfig::read);
    Reads reads = in.oneOf("reads", Reads.PRIMARY, RedisConfig::spelled);
    DurabilityConfig durability = in.section("durability", DurabilityConfig::read);
    if (in.sound("mode")) {
      refuseContradictions(in, mode, reads, durability);
    }
    if (in.has("tls") && in.sound("tls", "endpoints") && !endpoints.isTls()) {
      in.problem("tls", "found without TLS, allowed only with an endpoint rediss://…");
    }
    boolean sentinel = mode == Mode.SENTINEL;
    return new RedisConfig(
        mode,
        endpoints.uris(),
        masterName,
        sentinel ? credentials : endpoints.credentialsOr(in, credentials, "user", "password"),
        sentinel
            ? endpoints.credentialsOr(in, sentinelCredentials, "sentinelUser", "sentinelPassword")
            : sentinelCredentials,
        tls,
        reads,
        in.millis("maxReplicaLagMs", 1000, 50, MAX_TIMEOUT_MS),
        durability,
        in.millis("commandTimeoutMs", 500, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS),
        in.millis("connectTimeoutMs", 1000, MIN_TIMEOUT_MS, MAX_TIMEOUT_MS),
        in.millis("retryBudgetMs", mode.failsOver() ? 3000 : 0, 0, MAX_TIMEOUT_MS),
        in.oneOf("onOutage", OnOutage.UNAVAILABLE, RedisConfig::spelled));
  }

  private static void refuseContradictions(
      ConfigReader in, Mode mode, Reads reads, DurabilityConfig durability) {
    if (mode == Mode.EMBEDDED) {
      for (String key : List.of("user", "password")) {
        refuse(in, key, in.has(key), mode, "the other modes");
      }
      refuse(in, "durability", durability.replicas() > 0, mode, "the other modes");
    }
    if (mode != Mode.SENTINEL) {
      for (String key : List.of("masterName", "sentinelUser", "sentinelPassword")) {
        refuse(in, key, in.has(key), mode, "sentinel");
      }
    }
    boolean replicas = reads == Reads.REPLICA && !mode.failsOver();
    refuse(in, "reads", replicas, mode, "sentinel, replication or cluster");
  }

  private static void refuse(
      ConfigReader in, String key, boolean contradicts, Mode mode, String allowed) {
    if (contradicts) {
      in.problem(
          key,
          "found together with redis.mode " + spelled(mode) + ", allowed only with " + allowed);
    }
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
