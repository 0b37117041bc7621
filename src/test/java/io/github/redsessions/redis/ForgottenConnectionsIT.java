package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.RedisConfig;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.ClassHistogram;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What was a connection, or an attempt to have one, leaves nothing in memory: while Redis is away
 * there are two attempts a second for each event loop. Row D2.
 */
class ForgottenConnectionsIT {

  private static final int CONNECTIONS = 60;
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final Pattern CLIENTS =
      Pattern.compile("(?m)^ *\\d+: +(\\d+) .* io\\.vertx\\.core\\.net\\.impl\\.NetClientImpl");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void d2_closedConnections_areForgotten() throws Exception {
    RedisConnector connector = connector(RedisServer.shared().uri());
    await(connector.open()).close();
    long before = clients();
    for (int i = 0; i < CONNECTIONS; i++) {
      await(connector.open()).close();
    }
    eventually(BOUND, () -> assertThat(clients()).isLessThan(before + CONNECTIONS / 2));
  }

  @Test
  void d2_failedAttempts_areForgotten() throws Exception {
    RedisConnector connector = connector("redis://127.0.0.1:" + nobody());
    assertThat(failureOf(connector.open())).isNotNull();
    long before = clients();
    for (int i = 0; i < CONNECTIONS; i++) {
      assertThat(failureOf(connector.open())).isNotNull();
    }
    eventually(BOUND, () -> assertThat(clients()).isLessThan(before + CONNECTIONS / 2));
  }

  private RedisConnector connector(String uri) {
    JsonObject redis = TestConfig.redis(uri).put("connectTimeoutMs", 10_000);
    RedisConfig config = SessionsConfig.from(new JsonObject().put("redis", redis)).redis();
    return new RedisConnector(vertx, config, URI.create(uri), ConnectionSetup.SESSIONS, List.of());
  }

  private static int nobody() throws IOException {
    return RedisProcess.freePort();
  }

  /** How many network clients of Vert.x there are in memory, after a collection. */
  private static long clients() throws JMException {
    String histogram = ClassHistogram.take();
    Matcher line = CLIENTS.matcher(histogram);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}
