package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.ClusterFleet;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the doctor says of real servers, healthy and not. */
@Timeout(120)
class DoctorIT {

  private static final String[] HEALTHY = {
    "--appendonly", "yes", "--maxmemory", "100mb", "--maxmemory-policy", "noeviction"
  };

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void healthyServer_isWithoutAFailure_andNothingIsChanged() {
    try (RedisServer server = RedisServer.start(HEALTHY)) {
      server.command("SET", "a-neighbour", "stays");
      server.command("HSET", "vs:s:AAAAAAAAAAAAAAAAAAAAAA", "h", "x");
      server.command("PEXPIRE", "vs:s:AAAAAAAAAAAAAAAAAAAAAA", "1000000");

      int status = examine(standalone(server));

      assertThat(out.toString())
          .contains(
              line("OK", server, "role: primary, without a replica"),
              line("OK", server, "version: Redis 7."),
              line("OK", server, "maxmemory-policy: noeviction"),
              line("OK", server, "persistence: append-only file, last write ok"),
              line("OK", server, "ACL: every command that this configuration needs is granted"),
              line("OK", server, "ACL: the list of grants can't be seen"),
              line("OK", server, "latency: 300 round trips: median"),
              line("OK", server, "clock: "),
              line("OK", server, "prefix vs: 1 sessions"),
              "1 of 2 keys of database 0 have no end",
              " 0 FAIL")
          .doesNotContain("FAIL  ");
      assertThat(status).isZero();
      assertThat(err.toString()).contains("[  0 s] connecting", "round trips to");
      assertThat(server.command("SCAN", "0")).asString().contains("a-neighbour");
      assertThat((List<?>) ((List<?>) server.command("SCAN", "0")).get(1)).hasSize(2);
      server.forgetRefusals();
    }
  }

  @Test
  void wrongPolicyAndNoPersistence_areFailures_withWhatToSet() {
    try (RedisServer server =
        RedisServer.start("--maxmemory-policy", "allkeys-lru", "--appendonly", "no")) {
      assertThat(examine(standalone(server))).isEqualTo(1);
      server.forgetRefusals();
    }
    assertThat(out.toString())
        .contains(
            "maxmemory-policy: allkeys-lru",
            "-> set maxmemory-policy noeviction",
            "the append-only file is off",
            "-> set appendonly yes",
            "WARN",
            "2 FAIL");
  }

  @Test
  void aUserWithoutGrants_isToldEachCommand_andWhatToGrant() {
    try (RedisServer server = RedisServer.start(HEALTHY)) {
      server.command("ACL", "SETUSER", "poor", "on", ">pw", "~vs:*", "-@all", "+hgetall", "+info");

      assertThat(examine(server, "poor", "pw", JsonObject.of())).isEqualTo(1);
      server.forgetRefusals();
    }
    assertThat(out.toString())
        .contains("ACL: HSET is refused", "-> grant +hset", "EVALSHA is refused", "+script|load")
        .doesNotContain("HGETALL is refused", "WAIT is refused", "XADD is refused");
  }

  @Test
  void aUserWithOtherKeys_isToldThePattern() {
    try (RedisServer server = RedisServer.start(HEALTHY)) {
      server.command("ACL", "SETUSER", "other", "on", ">pw", "~other:*", "+@all");

      assertThat(examine(server, "other", "pw", JsonObject.of())).isEqualTo(1);
      server.forgetRefusals();
    }
    assertThat(out.toString())
        .contains("HGETALL is refused", "-> grant the keys of the prefix: ~vs:*");
  }

  @Test
  void anAdministrator_isToldThatThisIsMoreThanNeeded_andKeysWithoutAnEndAreCounted() {
    try (RedisServer server = RedisServer.start(HEALTHY)) {
      server.command("ACL", "SETUSER", "all", "on", ">pw", "~*", "+@all");
      server.command("HSET", "vs:s:AAAAAAAAAAAAAAAAAAAAAA", "h", "x");

      assertThat(examine(server, "all", "pw", JsonObject.of())).isEqualTo(1);
    }
    assertThat(out.toString())
        .contains(
            "WARN  ",
            "the user all may ask for ACL",
            "keys without the prefix can be read",
            "prefix vs: 1 sessions",
            "1 of 1 sessions have no end");
  }

  @Test
  void durabilityAndAuditAndNearCache_areTriedWhenTheyAreOn() {
    try (RedisServer server = RedisServer.start(HEALTHY)) {
      JsonObject more =
          JsonObject.of("audit", JsonObject.of("stream", true))
              .put("nearCache", JsonObject.of("enabled", true));
      String sessions = Acl.SESSIONS;

      assertThat(examine(server, sessions, Acl.password(sessions), more)).isEqualTo(1);
      server.forgetRefusals();
    }
    assertThat(out.toString())
        .contains("CLIENT TRACKING is refused", "-> grant +client|tracking", "1 FAIL");
  }

  @Test
  void wrongPassword_isSaid_andIsNotPrinted() {
    try (RedisServer server = RedisServer.start(HEALTHY)) {
      String wrong = "a-password-that-is-wrong";

      assertThat(examine(server, Acl.SESSIONS, wrong, JsonObject.of())).isEqualTo(1);
      assertThat(out.toString())
          .contains("FAIL", "connection: WRONGPASS", "-> compare user and password")
          .doesNotContain(wrong);
      assertThat(err.toString()).doesNotContain(wrong);
      server.forgetRefusals();
    }
  }

  @Test
  void frozenServer_isSaidWithinTheTimeouts() {
    try (RedisServer server = RedisServer.start(HEALTHY)) {
      server.freeze();
      long begin = System.nanoTime();
      int status = examine(standalone(server));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      server.thaw();

      assertThat(status).isEqualTo(1);
      // The bound is a promise, and generous here.
      assertThat(took).isLessThan(Duration.ofSeconds(30));
    }
    assertThat(out.toString()).contains("connection: not ready within 1000 ms", "frozen");
  }

  @Test
  void closedPort_isSaid() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    JsonObject redis = JsonObject.of("endpoints", JsonArray.of("redis://127.0.0.1:" + port));

    assertThat(examine(JsonObject.of("redis", redis))).isEqualTo(1);

    assertThat(out.toString()).contains("127.0.0.1:" + port + " connection: ", "-> start Redis");
  }

  @Test
  void sentinelFleet_isSeenAsAWhole() {
    SentinelFleet fleet = SentinelFleet.shared();
    JsonObject redis = TestConfig.sentinel(fleet);

    examine(JsonObject.of("redis", redis));
    fleet.servers().forEach(RedisServer::forgetRefusals);

    RedisServer primary = fleet.primary();
    assertThat(out.toString())
        .contains(
            "OK    sentinels: they name 127.0.0.1:" + primary.port(),
            "OK    sentinels: 3 of them",
            line("OK", primary, "role: primary, with 127.0.0.1:"),
            line("OK", fleet.replicas().get(0), "role: replica of 127.0.0.1:" + primary.port()),
            line("OK", primary, "ACL: every command"))
        .doesNotContain("connection: ", "topology: ");
  }

  @Test
  void sentinelFleet_underAnotherName_isSaid() {
    SentinelFleet fleet = SentinelFleet.shared();
    JsonObject redis = TestConfig.sentinel(fleet).put("masterName", "another");

    assertThat(examine(JsonObject.of("redis", redis))).isEqualTo(1);

    assertThat(out.toString()).contains("knows no primary", "-> compare redis.masterName");
  }

  @Test
  void cluster_isSeenAsAWhole() {
    ClusterFleet fleet = ClusterFleet.shared();
    JsonObject redis =
        JsonObject.of("mode", "cluster")
            .put("endpoints", JsonArray.of(fleet.uris().get(0)))
            .put("user", Acl.SESSIONS)
            .put("password", Acl.password(Acl.SESSIONS));

    examine(JsonObject.of("redis", redis));
    fleet.servers().forEach(RedisServer::forgetRefusals);

    assertThat(fleet.primaries())
        .allSatisfy(
            primary ->
                assertThat(out.toString())
                    .contains(
                        line("OK", primary, "role: primary, with 127.0.0.1:"),
                        line("OK", primary, "ACL: every command"),
                        line("OK", primary, "clock: ")));
    assertThat(out.toString()).doesNotContain("connection: ", "slots");
  }

  @Test
  void standaloneMode_overANodeOfACluster_isAFailure() {
    ClusterFleet fleet = ClusterFleet.shared();
    RedisServer node = fleet.primaries().get(0);

    assertThat(examine(standalone(node))).isEqualTo(1);
    fleet.servers().forEach(RedisServer::forgetRefusals);

    assertThat(out.toString()).contains(line("FAIL", node, "redis.mode: the server says cluster"));
  }

  @Test
  void wrongConfiguration_connectsToNothing() {
    JsonObject conf = JsonObject.of("session", JsonObject.of("prefix", ""));

    assertThat(examine(conf)).isEqualTo(1);

    assertThat(err.toString()).contains("session.prefix: ").doesNotContain("connecting");
    assertThat(out.toString()).isEmpty();
  }

  private int examine(RedisServer server, String user, String password, JsonObject more) {
    JsonObject redis =
        JsonObject.of("endpoints", JsonArray.of("redis://127.0.0.1:" + server.port()))
            .put("user", user)
            .put("password", password);
    return examine(more.copy().put("redis", redis));
  }

  private int examine(JsonObject conf) {
    Tools tools = Tools.of("doctor", "-conf", conf.encode());
    assertThat(tools).isNotNull();
    return tools.execute(new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private static JsonObject standalone(RedisServer server) {
    JsonObject redis =
        JsonObject.of("endpoints", JsonArray.of("redis://127.0.0.1:" + server.port()))
            .put("user", Acl.SESSIONS)
            .put("password", Acl.password(Acl.SESSIONS));
    return JsonObject.of("redis", redis);
  }

  private static String line(String level, RedisServer server, String text) {
    return "%-4s  127.0.0.1:%d %s".formatted(level, server.port(), text);
  }
}
