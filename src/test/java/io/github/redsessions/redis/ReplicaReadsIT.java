package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads from a replica whose replication can be held up. Two processes of a fleet are two {@link
 * RedisSessions}. Row R6.
 */
class ReplicaReadsIT {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final long MINUTE = 60_000;

  private final String prefix = RandomPrefix.next();
  private final RedisServer primary = RedisServer.start("--repl-diskless-sync-delay", "0");
  private final TcpProxy replication = TcpProxy.to(primary.port());
  private final RedisServer replica =
      RedisServer.start("--replicaof", "127.0.0.1 " + replication.port());
  private Vertx vertx;
  private RedisSessions sessions;
  private RedisSessions others;
  private CommandRecorder onReplica;
  private CommandRecorder onPrimary;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    sessions = await(RedisSessions.open(vertx, config()));
    others = await(RedisSessions.open(vertx, config()));
    onReplica = replica.record();
    onPrimary = primary.record();
  }

  @AfterEach
  void close() {
    onReplica.close();
    onPrimary.close();
    await(sessions.close());
    await(others.close());
    await(vertx.close());
    replica.close();
    replication.close();
    primary.close();
  }

  @Test
  void reads_goToTheReplica_andSpareThePrimary() {
    Session session = stored();
    readFromReplica(session);

    for (int i = 0; i < 20; i++) {
      assertThat(loaded(session).<Integer>get("n")).isEqualTo(1);
    }
    assertThat(onReplica.names()).contains("HGETALL");
    assertThat(onPrimary.names()).doesNotContain("HGETALL");
  }

  @Test
  void ownWrites_areReadBackAtOnce() {
    Session session = stored();
    readFromReplica(session);
    replication.pause();

    for (int i = 2; i < 50; i++) {
      Session loaded = loaded(session);
      assertThat(loaded.<Integer>get("n")).isEqualTo(i - 1);
      await(sessions.store().put(loaded.put("n", i)));
    }
  }

  @Test
  void r6_sessionThatThisProcessRevoked_isGoneAtOnce() {
    Session session = stored();
    readFromReplica(session);
    replication.pause();

    await(sessions.store().delete(session.value()));

    assertThat(loaded(session)).isNull();
  }

  @Test
  void r6_sessionThatAnotherProcessRevoked_isGoneWithinTheBound_andStaysSo() {
    Session session = stored();
    readFromReplica(session);
    replication.pause();

    await(others.store().delete(session.value()));

    eventually(BOUND, () -> assertThat(loaded(session)).isNull());
    for (int i = 0; i < 100; i++) {
      assertThat(loaded(session)).isNull();
    }
    assertThat(replica.command("EXISTS", key(session))).isEqualTo(1L);
  }

  @Test
  void r6_revocationThatAWriteRanInto_isNotForgotten() {
    Session session = stored();
    readFromReplica(session);
    replication.pause();
    await(others.store().delete(session.value()));

    Session late = loaded(session);
    if (late != null) {
      assertThat(failureOf(sessions.store().put(late.put("n", 2))))
          .isInstanceOf(SessionGoneException.class);
    }
    assertThat(loaded(session)).isNull();
  }

  @Test
  void newIdOfAnotherProcess_worksAtOnce_whereTheReplicaStillHasTheOldOne() {
    Session session = stored();
    readFromReplica(session);
    replication.pause();

    Session rotated = await(others.store().get(session.value()));
    rotated.regenerateId();
    await(others.store().put(rotated));

    assertThat(loaded(rotated)).isNotNull();
    // What the primary said just now must not be unsaid by the replica.
    assertThat(loaded(session)).isNull();
  }

  @Test
  void frozenReplica_costsNobodyTheirSession() {
    Session session = stored();
    readFromReplica(session);
    replica.freeze();

    for (int i = 0; i < 5; i++) {
      assertThat(loaded(session).<Integer>get("n")).isEqualTo(1);
    }
    replica.thaw();
    readFromReplica(session);
  }

  @Test
  void deadReplica_costsNobodyTheirSession() {
    Session session = stored();
    readFromReplica(session);
    replica.kill();

    for (int i = 0; i < 5; i++) {
      assertThat(loaded(session).<Integer>get("n")).isEqualTo(1);
    }
    onReplica.close();
    replica.restart();
    onReplica = replica.record();
    readFromReplica(session);
  }

  @Test
  void unknownId_isAskedOfThePrimaryToo() {
    Session session = stored();
    readFromReplica(session);
    Session unknown = sessions.store().createSession(30 * MINUTE);

    assertThat(loaded(unknown)).isNull();
    assertThat(onPrimary.commands().toString()).contains(key(unknown));
  }

  private Session stored() {
    Session session = sessions.store().createSession(30 * MINUTE);
    await(sessions.store().put(session.put("n", 1)));
    return session;
  }

  private Session loaded(Session session) {
    return await(sessions.store().get(session.value()));
  }

  /** Waits until reads of this session are answered by the replica. */
  private void readFromReplica(Session session) {
    eventually(
        BOUND,
        () -> {
          onReplica.clear();
          onPrimary.clear();
          assertThat(loaded(session)).isNotNull();
          assertThat(onReplica.names()).contains("HGETALL");
        });
    onPrimary.clear();
  }

  private String key(Session session) {
    return prefix + ":s:" + session.id().substring(0, 22);
  }

  private JsonObject config() {
    JsonObject redis =
        TestConfig.redis(primary.uri())
            .put("mode", "replication")
            .put("endpoints", JsonArray.of(primary.uri(), replica.uri()))
            .put("reads", "replica")
            .put("maxReplicaLagMs", 1_000);
    return new JsonObject()
        .put("redis", redis)
        .put("session", new JsonObject().put("prefix", prefix));
  }
}
