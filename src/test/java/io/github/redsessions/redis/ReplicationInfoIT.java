package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What INFO says on real servers. */
class ReplicationInfoIT {

  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void primaryAndReplica_countInOneHistory() {
    try (RedisServer primary = RedisServer.start("--repl-diskless-sync-delay", "0");
        RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + primary.port())) {
      eventually(BOUND, () -> assertThat(info(replica).linked()).isTrue());
      primary.command("SET", "key", "value");
      ReplicationInfo ofPrimary = info(primary);

      assertThat(ofPrimary.primary()).isTrue();
      assertThat(ofPrimary.offset()).isPositive();
      eventually(
          BOUND,
          () -> {
            ReplicationInfo ofReplica = info(replica);
            assertThat(ofReplica.primary()).isFalse();
            assertThat(ofReplica.history()).hasSize(40).isEqualTo(ofPrimary.history());
            assertThat(ofReplica.offset()).isGreaterThanOrEqualTo(ofPrimary.offset());
          });

      primary.kill();
      eventually(BOUND, () -> assertThat(info(replica).linked()).isFalse());
      replica.command("REPLICAOF", "NO", "ONE");
      assertThat(info(replica).primary()).isTrue();
      assertThat(info(replica).history()).isNotEqualTo(ofPrimary.history());
    }
  }

  private ReplicationInfo info(RedisServer server) {
    JsonObject json = new JsonObject().put("redis", TestConfig.redis(server.uri()));
    RedisNodes nodes = new RedisNodes(vertx, SessionsConfig.from(json).redis(), List.of());
    try {
      RedisNode node = nodes.get(URI.create(server.uri()), ConnectionSetup.QUESTIONS);
      return ReplicationInfo.parse(await(node.send(Requests.infoReplication())));
    } finally {
      await(nodes.close());
    }
  }
}
