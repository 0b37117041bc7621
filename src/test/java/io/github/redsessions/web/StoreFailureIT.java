package io.github.redsessions.web;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.Certificates;
import io.github.redsessions.testkit.Certificates.Signed;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.sstore.SessionStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which sessions can't be read or written is in the audit. Row A5. */
class StoreFailureIT extends WebFixture {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final RedisServer own = RedisServer.start();
  private final MutableClock clock = new MutableClock();
  private final Queue<JsonObject> audit = new ConcurrentLinkedQueue<>();

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  RedisSessions open() {
    return await(SessionsUnderTest.open(vertx, config(), clock));
  }

  @BeforeEach
  void listen() {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            RedisSessions.AUDIT_ADDRESS,
            message -> {
              if (message.body().getString("event").equals("store.failed")) {
                audit.add(message.body());
              }
            });
  }

  @AfterEach
  void stopServer() {
    own.close();
  }

  private JsonObject expectOne(String reason) {
    eventually(BOUND, () -> assertThat(audit).isNotEmpty());
    assertThat(audit)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event)
                    .contains(Map.entry("level", "critical"), Map.entry("reason", reason)));
    return audit.poll();
  }

  @Test
  void a5_outage_isToldOnceASecondWithItsCount() {
    Browser browser = browser();
    browser.post("/login");
    own.kill();
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < 5; i++) {
        assertThat(browser.get("/who").statusCode()).isEqualTo(503);
      }
      assertThat(expectOne("unavailable").getMap())
          .containsEntry("count", 1)
          .doesNotContainKeys("session", "user", "error");
      assertThat(log.text()).containsOnlyOnce("store.failed");
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(browser.post("/login").statusCode()).isEqualTo(503);

    assertThat(expectOne("unavailable").getInteger("count")).isGreaterThanOrEqualTo(5);
  }

  @Test
  void a5_missingRight_isToldWithTheWordOfRedis() {
    Browser browser = browser();
    browser.post("/login");
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-hgetall");

    assertThat(browser.get("/who").statusCode()).isEqualTo(503);
    assertThat(expectOne("refused").getMap()).containsEntry("error", "NOPERM");
    own.forgetRefusals();
  }

  @Test
  void a5_fullRedis_isToldByTheWriteThatItRefuses() {
    own.command("CONFIG", "SET", "maxmemory", "1");

    assertThat(browser().post("/login").statusCode()).isEqualTo(503);
    assertThat(expectOne("refused").getMap()).containsEntry("error", "OOM");
  }

  /** Two kinds at once are two incidents. */
  @Test
  void a5_anotherKind_isToldAtOnce() {
    Browser browser = browser();
    browser.post("/login");
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-hgetall");
    browser.get("/who");
    expectOne("refused");
    own.forgetRefusals();
    own.kill();
    browser.get("/who");

    expectOne("unavailable");
  }

  @Test
  void a5_storeUnderTheStockHandler_isToldToo() {
    SessionStore store = sessions.store();
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-evalsha");
    await(store.put(store.createSession(60_000)).otherwiseEmpty());

    assertThat(expectOne("refused").getMap()).containsEntry("error", "NOPERM");
    own.forgetRefusals();
  }

  @Test
  void a5_certificateThatIsNotTrusted_isTold(@TempDir Path directory) {
    Certificates authority = new Certificates(directory, "authority");
    Signed certificate = authority.sign("server", "dns:redis.example");
    try (RedisServer tls =
        RedisServer.start(
            "--tls-port", "auto",
            "--tls-cert-file", certificate.certificate().toString(),
            "--tls-key-file", certificate.key().toString(),
            "--tls-ca-cert-file", authority.authority().toString(),
            "--tls-auth-clients", "no")) {
      JsonObject redis =
          TestConfig.redis("rediss://127.0.0.1:" + tls.tlsPort())
              .put("tls", new JsonObject().put("caFile", authority.authority().toString()));

      assertToldOf(redis, "tls");
    }
  }

  @Test
  void a5_wrongPassword_isTold() {
    JsonObject redis = TestConfig.redis(own.uri()).put("password", "wrong");

    assertThat(assertToldOf(redis, "refused").getMap()).containsEntry("error", "WRONGPASS");
    own.forgetRefusals();
  }

  private JsonObject assertToldOf(JsonObject redis, String reason) {
    RedisSessions other = await(RedisSessions.open(vertx, config().put("redis", redis)));
    try {
      String id = other.store().createSession(60_000).value();
      // The first attempt to connect is forgiven, and the next command fails with what it found.
      eventually(
          BOUND,
          () -> {
            audit.clear();
            await(other.store().get(id).otherwiseEmpty());
            clock.advance(Duration.ofSeconds(2));
            assertThat(audit).anyMatch(event -> event.getString("reason").equals(reason));
          });
      return audit.stream().filter(e -> e.getString("reason").equals(reason)).findFirst().get();
    } finally {
      await(other.close());
    }
  }

  /** What could not be written to the stream must not be one more thing to write to it. */
  @Test
  void a5_lossOfTheStream_isNoFailureOfTheStore() {
    JsonObject config = config().put("audit", new JsonObject().put("stream", true));
    RedisSessions other = await(SessionsUnderTest.open(vertx, config, clock));
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-xadd");
    try (LogCapture log = new LogCapture()) {
      other.audit(AuditEvent.LOGIN_FAILED, null, new JsonObject());
      eventually(BOUND, () -> assertThat(log.text()).contains("missing in the Redis Stream"));
      assertThat(log.text()).doesNotContain("store.failed");
    } finally {
      await(other.close());
      own.forgetRefusals();
    }
  }

  /** A request waits for its session and not for the audit. */
  @Test
  void stream_delaysNoRequest() {
    JsonObject config = config().put("audit", new JsonObject().put("stream", true));
    config.getJsonObject("redis").put("commandTimeoutMs", 60_000);
    RedisSessions other = await(RedisSessions.open(vertx, config));
    int otherPort = listen(other);
    own.freeze();
    try {
      assertThat(new Browser(vertx, otherPort).get("/report").statusCode()).isEqualTo(200);
    } finally {
      own.thaw();
    }
    eventually(BOUND, () -> assertThat(own.command("XLEN", prefix + ":audit")).isEqualTo(1L));
    await(other.close());
  }

  private int listen(RedisSessions other) {
    Router reports = Router.router(vertx);
    reports
        .get("/report")
        .handler(other.handler())
        .handler(
            ctx -> {
              other.audit(
                  AuditEvent.CSRF_REFUSED,
                  ctx,
                  new JsonObject().put("list", new JsonArray().add(1)));
              ctx.end();
            });
    return await(vertx.createHttpServer().requestHandler(reports).listen(0, "127.0.0.1"))
        .actualPort();
  }
}
