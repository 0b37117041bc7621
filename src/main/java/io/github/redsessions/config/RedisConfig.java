package io.github.redsessions.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Where the sessions are kept: the keys under {@code redis}. Immutable.
 *
 * @param mode {@code redis.mode}: how the servers are arranged, default {@code standalone}
 * @param endpoints {@code redis.endpoints}: {@code redis://[user:password@]host[:port][/db]}, or
 *     {@code rediss://} for TLS, or with {@code standalone} {@code unix://[user:password@]/path}
 *     and database 0; none for {@code embedded}, exactly one for {@code standalone}, one or more
 *     sentinels, servers or cluster nodes for the others, all with the same scheme, database and
 *     credentials. Default {@code redis://127.0.0.1}; the default port is 6379, with {@code
 *     sentinel} 26379. Here without credentials, always with a port, and with the database, 1 to
 *     15, as the path, which is empty for 0. With {@code sentinel} scheme and database are those of
 *     the servers too that the sentinels name
 * @param masterName {@code redis.masterName}: what the sentinels call the primary, default {@code
 *     mymaster} as in the sentinel.conf that comes with Redis; 1 to 128 printable ASCII characters
 *     without spaces; only with {@code sentinel}
 * @param credentials {@code redis.user} and {@code redis.password}: for the servers that hold the
 *     sessions; in the endpoints instead, but with {@code sentinel} only here; not with {@code
 *     embedded}
 * @param sentinelCredentials {@code redis.sentinelUser} and {@code redis.sentinelPassword}: for the
 *     sentinels, or in the endpoints instead; only with {@code sentinel}
 * @param tls the keys under {@code redis.tls}, only with endpoints of the scheme {@code rediss}
 * @param reads {@code redis.reads}: who answers reads, default {@code primary}
 * @param maxReplicaLag {@code redis.maxReplicaLagMs}: how far behind a replica may be and still be
 *     read, default 1000 ms, 50 to 60000; of no effect with {@code reads primary}
 * @param durability the keys under {@code redis.durability}
 * @param commandTimeout {@code redis.commandTimeoutMs}: how long one command may take, default 500
 *     ms, 10 to 60000
 * @param connectTimeout {@code redis.connectTimeoutMs}: how long a connection may take to be ready,
 *     default 1000 ms, 10 to 60000
 * @param retryBudget {@code redis.retryBudgetMs}: for how long a command is tried again while Redis
 *     fails over, default 6000 ms with {@code sentinel}, {@code replication} and {@code cluster}
 *     and 0 (not at all) else, 0 to 60000; the last try may take {@code commandTimeout} beyond it
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

  /** It is an argument of commands and a word in the sentinels' messages. */
  static final TextRule MASTER_NAME =
      TextRule.matching(
          "1 to 128 printable ASCII characters without spaces", "[\\x21-\\x7e]{1,128}");

  /** Takes a copy of the list. */
  public RedisConfig {
    endpoints = List.copyOf(endpoints);
  }

  /** How the Redis servers are arranged. */
  public enum Mode {
    /** This process starts a real redis-server on a free port, which ends with it: development. */
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
    /**
     * A replica that is at most {@code redis.maxReplicaLagMs} behind, else the primary. A session
     * that another process has destroyed may be honoured for so long. Only with {@code sentinel},
     * {@code replication} and {@code cluster}.
     */
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
    refuseKeysOfOtherModes(in, mode);
    RedisEndpoints endpoints = RedisEndpoints.read(in, mode);
    String masterName = in.text("masterName", "mymaster", MASTER_NAME);
    Credentials credentials = Credentials.read(in, "user", "password");
    Credentials sentinelCredentials = Credentials.read(in, "sentinelUser", "sentinelPassword");
    TlsConfig tls = in.section("tls", TlsConfig::read);
    Reads reads = in.oneOf("reads", Reads.PRIMARY, RedisConfig::spelled);
    DurabilityConfig durability = in.section("durability", DurabilityConfig::read);
    boolean replicaReads = reads == Reads.REPLICA && !mode.failsOver();
    refuse(in, "reads", replicaReads, "found replica", mode, "sentinel, replication or cluster");
    boolean noReplicas = durability.replicas() > 0 && mode == Mode.EMBEDDED;
    refuse(in, "durability.replicas", noReplicas, "found more than 0", mode, "the other modes");
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
        in.millis("retryBudgetMs", mode.failsOver() ? 6000 : 0, 0, MAX_TIMEOUT_MS),
        in.oneOf("onOutage", OnOutage.UNAVAILABLE, RedisConfig::spelled));
  }

  /** Before the keys are read, so that what one of them holds is no second problem. */
  private static void refuseKeysOfOtherModes(ConfigReader in, Mode mode) {
    if (mode == Mode.EMBEDDED) {
      for (String key : List.of("user", "password")) {
        refuse(in, key, in.has(key), "found", mode, "the other modes");
      }
    }
    if (mode != Mode.SENTINEL) {
      for (String key : List.of("masterName", "sentinelUser", "sentinelPassword")) {
        refuse(in, key, in.has(key), "found", mode, "sentinel");
      }
    }
  }

  private static void refuse(
      ConfigReader in, String key, boolean contradicts, String found, Mode mode, String allowed) {
    // Without a valid mode there is nothing to contradict.
    if (contradicts && in.sound("mode")) {
      in.problem(
          key,
          found + " together with redis.mode " + spelled(mode) + ", allowed only with " + allowed);
    }
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
