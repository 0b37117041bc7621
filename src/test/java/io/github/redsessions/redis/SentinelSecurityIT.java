package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Certificates;
import io.github.redsessions.testkit.Certificates.Signed;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of sentinels and of data nodes, and TLS to both. Row R2. */
class SentinelSecurityIT extends FailoverFixture {

  private static final String DATA = "SECRET-of-the-data-nodes";
  private static final String SENTINEL = "SECRET-of-the-sentinels";

  @TempDir Path directory;
  private SentinelFleet refusing;

  @Test
  void passwords_areEachForTheirOwn_andNeitherIsInTheLog() {
    SentinelFleet fleet = closing(SentinelFleet.start());
    fleet
        .servers()
        .forEach(s -> s.command("ACL", "SETUSER", "app", "on", ">" + DATA, "~*", "+@all"));
    fleet
        .sentinels()
        .forEach(s -> s.command("ACL", "SETUSER", "asker", "on", ">" + SENTINEL, "&*", "+@all"));
    open(
        TestConfig.sentinel(fleet)
            .put("retryBudgetMs", 15_000)
            .put("user", "app")
            .put("password", DATA)
            .put("sentinelUser", "asker")
            .put("sentinelPassword", SENTINEL));
    await(append("a"));
    RedisServer old = fleet.primary();

    old.kill();
    awaitPrimary(fleet.awaitFailover(old));
    await(append("b"));
    await(topology.close());

    assertThat(log.text()).doesNotContain(DATA, SENTINEL);
  }

  @Test
  void wrongSentinelPassword_isSaid() {
    assertSaid(sentinels().put("sentinelPassword", SENTINEL), "WRONGPASS");
  }

  @Test
  void missingSentinelPassword_isSaid() {
    JsonObject redis = sentinels();
    redis.remove("sentinelUser");
    redis.remove("sentinelPassword");
    assertSaid(redis, "NOAUTH");
  }

  @Test
  void sentinelUserWhoMayNotAsk_isSaid() {
    JsonObject redis = sentinels().put("sentinelUser", "asker").put("sentinelPassword", SENTINEL);
    for (RedisServer sentinel : refusing.sentinels()) {
      sentinel.command("ACL", "SETUSER", "asker", "on", ">" + SENTINEL, "+@all", "-sentinel");
    }
    assertSaid(redis, "NOPERM");
  }

  private JsonObject sentinels() {
    refusing = closing(SentinelFleet.start());
    closing(() -> refusing.sentinels().forEach(RedisServer::forgetRefusals));
    return TestConfig.sentinel(refusing).put("retryBudgetMs", 0);
  }

  private void assertSaid(JsonObject redis, String why) {
    open(redis);
    assertThat(failureOf(append("a"))).isInstanceOf(SessionUnavailableException.class);
    awaitLog("No primary of Redis is known: no sentinel can be used", why);
    assertThat(log.text()).doesNotContain(SENTINEL);
  }

  @Test
  void r2_allThatIsLearned_isReachedOverTlsToo() {
    Certificates authority = new Certificates(directory, "authority");
    List<String> tls = tlsOptions(authority, authority.sign("server", "ip:127.0.0.1"));
    SentinelFleet fleet = closing(SentinelFleet.start(tls, tls));
    fleet
        .servers()
        .forEach(s -> s.command("ACL", "SETUSER", "app", "on", ">" + DATA, "~*", "+@all"));
    JsonArray first = new JsonArray().add("rediss://127.0.0.1:" + tlsPort(fleet, 0) + "/2");
    open(
        TestConfig.sentinel(fleet)
            .put("retryBudgetMs", 15_000)
            // The user of the sessions may not leave database 0.
            .put("user", "app")
            .put("password", DATA)
            .put("endpoints", first)
            .put("tls", new JsonObject().put("caFile", authority.authority().toString())));
    await(append("a"));
    eventually(BOUND, () -> assertThat(log.text()).contains("tells when the primary changes"));

    fleet.sentinels().get(0).kill();
    RedisServer old = fleet.servers().get(0);
    old.kill();
    eventually(
        BOUND,
        () -> {
          URI primary = topology.shards().get(0).primary().endpoint();
          assertThat(primary.getPort()).isNotEqualTo(old.tlsPort());
          assertThat(primary.getScheme()).isEqualTo("rediss");
          assertThat(primary.getPath()).isEqualTo("/2");
        });
    await(append("b"));
    int port = topology.shards().get(0).primary().endpoint().getPort();
    fleet.servers().stream()
        .filter(server -> server.tlsPort() == port)
        .forEach(server -> assertOnlyTls(server, "app"));
    fleet.sentinels().subList(1, 3).forEach(server -> assertOnlyTls(server, Acl.SESSIONS));
  }

  private static void assertOnlyTls(RedisServer server, String user) {
    String clients = (String) server.command("CLIENT", "LIST");
    assertThat(clients.lines().filter(client -> client.contains(" user=" + user + " ")))
        .isNotEmpty()
        .allMatch(client -> client.contains(" laddr=127.0.0.1:" + server.tlsPort() + " "));
  }

  private static int tlsPort(SentinelFleet fleet, int sentinel) {
    return fleet.sentinels().get(sentinel).tlsPort();
  }

  private static List<String> tlsOptions(Certificates authority, Signed certificate) {
    return List.of(
        "--tls-port",
        "auto",
        "--tls-replication",
        "yes",
        "--tls-cert-file",
        certificate.certificate().toString(),
        "--tls-key-file",
        certificate.key().toString(),
        "--tls-ca-cert-file",
        authority.authority().toString(),
        "--tls-auth-clients",
        "no");
  }
}
