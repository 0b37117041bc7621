package io.github.redsessions.login;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.ConfigException;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.Browser;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.micrometer.backends.BackendRegistries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port for those who run the service, over a Redis that comes and goes. Row D1. */
class ManagementIT extends LoginFixture {

  private static final Duration BOUND = Duration.ofSeconds(20);

  private final RedisServer own = RedisServer.start();
  private final String registry = UUID.randomUUID().toString();

  @Override
  RedisServer server() {
    return own;
  }

  @Override
  JsonObject config() {
    return super.config()
        .put("management", JsonObject.of("port", 0))
        .put("metrics", JsonObject.of("enabled", true, "registryName", registry));
  }

  @AfterEach
  void stopRedis() {
    own.close();
  }

  private HttpResponse<Buffer> managed(String path) {
    return new Browser(vertx, verticle.managementPort()).get(path);
  }

  private JsonObject ready(int status) {
    HttpResponse<Buffer> answer = managed("/health/ready");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/json");
    assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
    return answer.bodyAsJsonObject();
  }

  @Test
  void d1_ready_isWhatRedisIs() {
    assertThat(ready(200)).isEqualTo(JsonObject.of("status", "UP", "shards", 1, "serving", 1));

    own.kill();
    eventually(
        BOUND,
        () ->
            assertThat(ready(503))
                .isEqualTo(
                    JsonObject.of(
                        "status", "DOWN", "shards", 1, "serving", 0, "reason", "unavailable")));
    assertThat(managed("/health/live").bodyAsJsonObject()).isEqualTo(JsonObject.of("status", "UP"));
    assertThat(managed("/health/ready").bodyAsString())
        .doesNotContain("127.0.0.1", String.valueOf(own.port()), Acl.SESSIONS, prefix);

    own.restart();
    eventually(BOUND, () -> assertThat(ready(200).getInteger("serving")).isEqualTo(1));
  }

  /** It must say so within its bound, and not hang. */
  @Test
  void d2_aFrozenRedis_isNotReady() {
    own.freeze();
    try {
      HttpResponse<Buffer> answer =
          await(
              WebClient.create(vertx)
                  .get(verticle.managementPort(), "127.0.0.1", "/health/ready")
                  .timeout(5_000)
                  .send());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.bodyAsJsonObject().getString("reason")).isEqualTo("unavailable");
    } finally {
      own.thaw();
    }
    eventually(BOUND, () -> ready(200));
  }

  /** Redis that answers and takes no writes is no use: each kind says why. */
  @Test
  void d3_d4_aRedisThatTakesNoWrites_isNotReady() {
    own.command("CONFIG", "SET", "min-replicas-to-write", "1");
    assertThat(ready(503)).isEqualTo(refused("NOREPLICAS"));
    own.command("CONFIG", "SET", "min-replicas-to-write", "0");

    own.command("CONFIG", "SET", "maxmemory", "1");
    assertThat(ready(503)).isEqualTo(refused("OOM"));
    own.command("CONFIG", "SET", "maxmemory", "0");

    own.command("REPLICAOF", "127.0.0.1", "1");
    assertThat(ready(503)).isEqualTo(refused("READONLY"));
    own.command("REPLICAOF", "NO", "ONE");
    assertThat(ready(200).containsKey("reason")).isFalse();
  }

  private static JsonObject refused(String error) {
    return JsonObject.of(
        "status", "DOWN", "shards", 1, "serving", 0, "reason", "refused", "error", error);
  }

  @Test
  void t5_theKeyOfTheCheck_livesAMinute() {
    ready(200);

    assertThat(keys()).singleElement().asString().isEqualTo(prefix + ":r:0");
    assertThat((Long) own.command("PTTL", prefix + ":r:0")).isBetween(1L, 60_000L);
  }

  /** Whoever asks more often than Redis answers costs it no more than one command at a time. */
  @Test
  void checksAtTheSameTime_areOne() {
    WebClient client = WebClient.create(vertx);
    own.freeze();
    List<Future<HttpResponse<Buffer>>> answers = new ArrayList<>();
    try (CommandRecorder recorder = thawedRecorder()) {
      for (int i = 0; i < 50; i++) {
        answers.add(client.get(verticle.managementPort(), "127.0.0.1", "/health/ready").send());
      }
      await(Future.join(answers));
      assertThat(recorder.names().stream().filter("EVALSHA"::equals)).hasSizeLessThan(50);
    }
  }

  private CommandRecorder thawedRecorder() {
    own.thaw();
    return own.record();
  }

  @Test
  void metrics_areThoseOfTheServiceAndTheJvm() {
    Browser browser = browser();
    assertThat(logIn(browser).statusCode()).isEqualTo(303);
    assertThat(browser.get("/me").statusCode()).isEqualTo(200);

    HttpResponse<Buffer> answer = managed("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.bodyAsString())
        .contains("redsessions_events_total{event=\"login.succeeded\"} 1.0")
        .contains("redsessions_loads_total{result=\"hit\"} 1.0")
        .contains("redsessions_active_users 1.0")
        .contains("jvm_memory_used_bytes")
        .contains("process_uptime_seconds")
        .doesNotContain("demo", prefix, browser.cookie("sid").substring(0, 22));
    HttpResponse<Buffer> open =
        new Browser(vertx, verticle.managementPort())
            .send(
                HttpMethod.GET,
                "/metrics",
                r -> r.putHeader("Accept", "application/openmetrics-text;version=1.0.0"),
                null);
    assertThat(open.getHeader("Content-Type"))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(open.bodyAsString()).endsWith("# EOF\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/health/live", "/health/ready"})
  void thePublicPort_hasNoneOfIt(String path) {
    assertThat(browser().get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void theManagementPort_hasNothingElse() {
    assertThat(managed("/").statusCode()).isEqualTo(404);
    assertThat(managed("/login").statusCode()).isEqualTo(404);
    HttpResponse<Buffer> answer =
        new Browser(vertx, verticle.managementPort()).post("/health/ready");
    assertThat(answer.statusCode()).isEqualTo(405);
  }

  @Test
  void withoutARegistry_metricsAre404AndTheRestIsThere() {
    JsonObject config = config().put("metrics", JsonObject.of("registryName", registry + "-none"));
    LoginVerticle other = deploy(new LoginVerticle(), config);
    Browser browser = new Browser(vertx, other.managementPort());

    assertThat(browser.get("/metrics").statusCode()).isEqualTo(404);
    assertThat(browser.get("/metrics").bodyAsString()).contains("metrics.enabled");
    assertThat(browser.get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void withoutThePort_thereIsNone() {
    JsonObject config = config();
    config.remove("management");

    assertThat(deploy(new LoginVerticle(), config).managementPort()).isZero();
  }

  @Test
  void aPortThatIsTaken_endsTheStartAndIsNamed() {
    JsonObject config = config().put("management", JsonObject.of("port", takenPort()));

    assertThat(
            failureOf(
                vertx.deployVerticle(
                    new LoginVerticle(), new DeploymentOptions().setConfig(config))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("management.port: found 127.0.0.1 port");
  }

  private int takenPort() {
    return own.port();
  }

  /** Two deployments in one process share the registry; the last one ends it. */
  @Test
  void theRegistry_livesAsLongAsItsServices() {
    String second =
        await(
            vertx.deployVerticle(new LoginVerticle(), new DeploymentOptions().setConfig(config())));
    assertThat(BackendRegistries.getNow(registry)).isNotNull();
    await(vertx.undeploy(second));
    assertThat(BackendRegistries.getNow(registry)).isNotNull();

    await(vertx.undeploy(verticle.deploymentID()));
    assertThat(BackendRegistries.getNow(registry)).isNull();
  }
}
