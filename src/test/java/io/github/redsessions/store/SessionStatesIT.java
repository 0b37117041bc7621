package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connection that outlives its request sees of its session. Rows W2 to W4. */
class SessionStatesIT {

  private static final Duration IDLE = Duration.ofMinutes(30);

  private final MutableClock clock = new MutableClock();
  private final RedisServer server = RedisServer.shared();
  private final String prefix = RandomPrefix.next();
  private Vertx vertx;
  private RedisSessions sessions;
  private RedisSessionStore store;
  private SessionStates states;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    JsonObject config = TestConfig.of(server, prefix);
    sessions = await(SessionsUnderTest.open(vertx, config, clock));
    store = (RedisSessionStore) sessions.store();
    states = store.states();
  }

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
  }

  private RedisSession stored(String user) {
    RedisSession session = (RedisSession) store.createSession(IDLE.toMillis());
    if (user != null) {
      session.login().renew(Set.of());
      User holder = User.create(new JsonObject().put("sub", user));
      session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(holder)));
    }
    session.put("a", 1);
    await(store.put(session));
    return session;
  }

  private SessionState look(RedisSession session) {
    return await(states.look(session.handle()));
  }

  @Test
  void state_isOfAStoredSession_andTheSameWhoeverLooks() {
    RedisSession alice = stored("alice");
    RedisSession bob = stored("bob");
    RedisSession nobody = stored(null);
    assertThat(states.of((RedisSession) store.createSession(IDLE.toMillis()))).isNull();
    for (RedisSession session : new RedisSession[] {alice, bob, nobody}) {
      SessionState state = Objects.requireNonNull(states.of(session));
      assertThat(state.handle()).isEqualTo(session.handle());
      assertThat(state.isOfSameUser(look(session))).isTrue();
      assertThat(look(session).secretHash()).isEqualTo(state.secretHash()).isNotEmpty();
    }
    assertThat(look(alice).isOfSameUser(look(bob))).isFalse();
    assertThat(look(nobody).isOfSameUser(look(alice))).isFalse();
    alice.destroy();
    assertThat(states.of(alice)).isNull();
  }

  @Test
  void whatIsGone_orOver_hasNone() {
    RedisSession session = stored(null);
    SessionState state = look(session);
    assertThat(states.isOver(state)).isFalse();
    clock.advance(IDLE.minusMillis(1));
    assertThat(states.isOver(state)).isFalse();
    assertThat(look(session)).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(states.isOver(state)).isTrue();
    assertThat(look(session)).isNull();
    server.command("DEL", prefix + ":s:" + session.handle());
    assertThat(look(session)).isNull();
  }

  /** Row L9: also where the index knew nothing of it. */
  @Test
  void l9_revokedSession_hasNone_fromTheNextCheckOn() {
    RedisSession session = stored("alice");
    RedisSession bob = stored("bob");
    for (Object index : (List<?>) server.command("KEYS", prefix + ":u:*")) {
      server.command("DEL", (String) index);
    }
    assertThat(await(sessions.revokeAll("alice"))).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(look(session)).isNull();
    assertThat(look(bob)).isNotNull();
  }

  @Test
  void connection_keepsItsSessionAlive_whenThatIsDue() {
    RedisSession session = stored(null);
    SessionState state = look(session);
    String key = prefix + ":s:" + session.handle();
    try (CommandRecorder recorder = server.record()) {
      await(states.extend(state));
      clock.advance(Duration.ofMinutes(1).minusMillis(1));
      await(states.extend(state));
      assertThat(recorder.names()).isEmpty();
      clock.advance(Duration.ofMillis(1));
      await(states.extend(state));
      await(states.extend(state));
      assertThat(recorder.names()).containsExactly("EVALSHA");
    }
    clock.advance(IDLE.minusMillis(1));
    assertThat(look(session)).isNotNull();
    assertThat(states.isOver(state)).isFalse();
    clock.advance(Duration.ofMillis(1));
    await(states.extend(state));
    assertThat(look(session)).as("over, and not extended").isNull();
    assertThat(server.command("EXISTS", key)).isEqualTo(1L);
  }

  @Test
  void sessionThatIsGone_isNotExtended_andEachAttemptSaysSo() {
    RedisSession session = stored(null);
    SessionState state = look(session);
    await(store.delete(session.id()));
    clock.advance(Duration.ofMinutes(1));
    assertThat(failureOf(states.extend(state))).isInstanceOf(SessionGoneException.class);
    assertThat(failureOf(states.extend(state))).isInstanceOf(SessionGoneException.class);
    assertThat(server.command("EXISTS", prefix + ":s:" + session.handle())).isEqualTo(0L);
  }
}
