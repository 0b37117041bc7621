package io.github.redsessions.redis;

import static io.github.redsessions.redis.Hashes.hgetall;
import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.Certificates;
import io.github.redsessions.testkit.Certificates.Signed;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS or nothing. Rows R1, R2. */
class TlsIT {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final String key = RandomPrefix.next();
  @TempDir Path directory;
  private Certificates authority;
  private RedisServer server;
  private int tlsPort;

  @BeforeEach
  void makeAuthority() {
    authority = new Certificates(directory, "authority");
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    if (server != null) {
      server.close();
    }
  }

  @Test
  void r1_serverOfTheAuthority_isUsed() throws IOException {
    start(authority.sign("server", "ip:127.0.0.1"), "no");
    RedisCommands commands = commands(tls());

    assertThat(await(hgetall(commands, key)).size()).isZero();
  }

  @Test
  void r1_serverWithAnotherName_isRefused_unlessThatIsSwitchedOff() throws IOException {
    start(authority.sign("server", "dns:redis.example"), "no");

    assertRefused(tls(), "No subject alternative names matching IP address 127.0.0.1");
    RedisCommands unchecked = commands(tls().put("verifyHostname", false));
    assertThat(await(hgetall(unchecked, key)).size()).isZero();
  }

  @Test
  void r1_serverOfAnotherAuthority_isRefused() throws IOException {
    Certificates other = new Certificates(directory, "other");
    start(other.sign("server", "ip:127.0.0.1"), "no");

    assertRefused(tls(), "unable to find valid certification path");
  }

  @Test
  void r1_oldProtocol_isRefused() throws IOException {
    start(authority.sign("server", "ip:127.0.0.1"), "no", "--tls-protocols", "TLSv1.1");

    assertRefused(tls());
  }

  @Test
  void r2_serverWithoutTls_isRefusedAndGetsNothingInPlainText() {
    server = RedisServer.start();
    tlsPort = server.port();
    try (CommandRecorder recorder = server.record()) {
      assertRefused(tls());
      assertThat(recorder.commands()).isEmpty();
    }
  }

  @Test
  void clientCertificate_isShownToAServerThatAsksForIt() throws IOException {
    start(authority.sign("server", "ip:127.0.0.1"), "yes");

    assertRefused(tls());
    Signed client = authority.sign("client", "dns:client.example");
    RedisCommands commands =
        commands(
            tls()
                .put("certFile", client.certificate().toString())
                .put("keyFile", client.key().toString()));
    assertThat(await(hgetall(commands, key)).size()).isZero();
  }

  @Test
  void fileThatHoldsNoCertificate_isSaidInTheLogAndDoesNotHang() throws IOException {
    start(authority.sign("server", "ip:127.0.0.1"), "no");
    Path garbage = Files.writeString(directory.resolve("garbage.pem"), "no certificate");

    assertRefused(
        new JsonObject().put("caFile", garbage.toString()), "Missing -----BEGIN CERTIFICATE-----");
    assertRefused(tls().put("certFile", garbage.toString()).put("keyFile", garbage.toString()));
  }

  private void start(Signed certificate, String clients, String... more) throws IOException {
    tlsPort = RedisProcess.freePort();
    List<String> args = new ArrayList<>(List.of("--tls-port", Integer.toString(tlsPort)));
    args.addAll(List.of("--tls-cert-file", certificate.certificate().toString()));
    args.addAll(List.of("--tls-key-file", certificate.key().toString()));
    args.addAll(List.of("--tls-ca-cert-file", authority.authority().toString()));
    args.addAll(List.of("--tls-auth-clients", clients));
    args.addAll(List.of(more));
    server = RedisServer.start(args.toArray(String[]::new));
  }

  private JsonObject tls() {
    return new JsonObject().put("caFile", authority.authority().toString());
  }

  private void assertRefused(JsonObject tls) {
    assertRefused(tls, "");
  }

  private void assertRefused(JsonObject tls, String reason) {
    try (LogCapture log = new LogCapture()) {
      RedisCommands commands = commands(tls);
      assertThat(failureOf(hgetall(commands, key))).isInstanceOf(SessionUnavailableException.class);
      eventually(BOUND, () -> assertThat(log.text()).contains("can't be used").contains(reason));
    }
  }

  private RedisCommands commands(JsonObject tls) {
    JsonObject redis = TestConfig.redis("rediss://127.0.0.1:" + tlsPort).put("tls", tls);
    SessionsConfig config = SessionsConfig.from(new JsonObject().put("redis", redis));
    return await(RedisCommands.open(vertx, config.redis(), List.of()));
  }
}
