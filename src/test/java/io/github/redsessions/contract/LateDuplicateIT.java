package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionUnavailableException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.RespClient;
import io.github.redsessions.testkit.TcpProxy;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A write that was sent again because its first copy was held up, and a first copy that reaches
 * Redis after all. Row F5.
 */
class LateDuplicateIT extends StoreFixture {

  private static final Duration BOUND = Duration.ofSeconds(20);

  private static final Pattern CLIENT = Pattern.compile("^id=(\\d+) addr=[^ ]*:(\\d+) ");

  private final RedisServer own = RedisServer.start();
  private final TcpProxy network = TcpProxy.to(own.port());
  private RedisSessions elsewhere;
  private List<String> held = List.of();

  @Override
  public RedisServer server() {
    return own;
  }

  @Override
  public JsonObject redis() {
    return TestConfig.redis(network.uri())
        .put("commandTimeoutMs", 300)
        .put("retryBudgetMs", BOUND.toMillis());
  }

  @BeforeEach
  void openElsewhere() {
    JsonObject config = config(new JsonObject()).put("redis", TestConfig.redis(own.uri()));
    elsewhere = await(SessionsUnderTest.open(vertx, config, clock));
  }

  @AfterEach
  void stopServer() {
    await(elsewhere.close());
    network.close();
    own.close();
  }

  @Test
  void f5_creation_doesNotBringALoggedOutSessionBack() {
    created("n", 0);
    hold();
    RedisSession session = created("n", 1);
    assertThat(network.holding()).isEqualTo(1);
    await(store.delete(session.id()));

    deliver();

    assertThat(exists(session)).isFalse();
  }

  @Test
  void f5_save_doesNotUndoWhatWasSavedAfterIt() {
    RedisSession session = created("n", 0);
    RedisSession slow = loaded(session);
    hold();
    await(store.put(slow.put("n", 1)));
    assertThat(network.holding()).isEqualTo(1);
    for (int i = 2; i < 10; i++) {
      await(elsewhere.store().put(loadedElsewhere(session).put("n", i)));
    }

    deliver();

    assertThat(loadedElsewhere(session).<Integer>get("n")).isEqualTo(9);
  }

  /** Whom no one has told to end the old connection must not be sent the same twice. */
  @Test
  void f5_withoutTheRightToEndConnections_nothingIsSentAgain() {
    own.command("ACL", "SETUSER", Acl.SESSIONS, "-client|kill");
    own.command("CLIENT", "KILL", "USER", Acl.SESSIONS);
    try {
      // The first one may go out over a connection that is about to end.
      eventually(BOUND, () -> created("n", 0));
      RedisSession session = created("n", 0);
      RedisSession slow = loaded(session);
      hold();

      Future<Void> save = store.put(slow.put("n", 1));
      Future<Void> creation = store.put(store.createSession(MINUTE).put("n", 1));

      for (Future<Void> write : List.of(save, creation)) {
        assertThat(failureOf(write)).hasCauseInstanceOf(SessionUnavailableException.class);
      }
      assertThat(loadedElsewhere(session).<Integer>get("n")).isZero();
    } finally {
      own.forgetRefusals();
    }
  }

  /** The ids of connections begin anew with each process of a server. */
  @Test
  void f5_connectionsOfOthers_liveOn_whenTheServerHasRestarted() {
    created("n", 0);
    long last = connections().stream().mapToLong(Long::parseLong).max().orElseThrow();
    network.refuse();
    network.dropAll();
    own.restart();
    List<RespClient> others = new ArrayList<>();
    while (others.isEmpty() || id(others.get(others.size() - 1)) <= last) {
      others.add(own.connect());
    }
    network.accept();

    eventually(BOUND, () -> created("n", 1));

    others.forEach(other -> assertThat(id(other)).isPositive());
    others.forEach(RespClient::close);
  }

  private static long id(RespClient client) {
    return (Long) client.command("CLIENT", "ID");
  }

  /** Keeps back what this store sends over the connections that it has now. */
  private void hold() {
    held = connections();
    assertThat(held).isNotEmpty();
    network.holdRequests();
  }

  /** Lets what was held reach Redis, which then finds that its sender has gone. */
  private void deliver() {
    network.release();
    eventually(BOUND, () -> assertThat(network.holding()).isZero());
    eventually(BOUND, () -> assertThat(connections()).doesNotContainAnyElementsOf(held));
  }

  /** The ids of the connections that this store has to Redis. */
  private List<String> connections() {
    return own.command("CLIENT", "LIST")
        .toString()
        .lines()
        .map(CLIENT::matcher)
        .filter(client -> client.find() && network.carries(Integer.parseInt(client.group(2))))
        .map(client -> client.group(1))
        .toList();
  }

  private RedisSession loadedElsewhere(RedisSession session) {
    return (RedisSession) await(elsewhere.store().get(session.value()));
  }
}
