package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rotation that must write every value again, among requests that write them too. Row F9. */
class CatchUpIT {

  private final RedisServer server = RedisServer.shared();
  private Vertx vertx;
  private RedisSessions sessions;
  private RedisSessionStore store;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    JsonObject config = TestConfig.of(server, RandomPrefix.next());
    config.put("encryption", new JsonObject().put("mode", "cookie"));
    sessions = await(SessionsUnderTest.open(vertx, config, new MutableClock()));
    store = (RedisSessionStore) sessions.store();
  }

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
  }

  private RedisSession load(RedisSession session) {
    return (RedisSession) await(store.get(session.value()));
  }

  @Test
  void f9_rotation_keepsWhatOthersWroteMeanwhile_andWhatItChangesItself() {
    RedisSession session = (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
    session.put("a", 1);
    session.put("b", 1);
    session.put("c", 1);
    await(store.put(session));
    RedisSession rotating = load(session);
    RedisSession other = load(session);
    other.put("a", 2);
    other.put("new", 2);
    other.remove("c");
    await(store.put(other));

    rotating.put("b", 3);
    rotating.regenerateId();
    await(store.put(rotating));

    assertThat(load(session)).isNull();
    RedisSession after = load(rotating);
    assertThat(after.data()).containsOnlyKeys("a", "b", "new");
    assertThat(after.<Integer>get("a")).isEqualTo(2);
    assertThat(after.<Integer>get("b")).isEqualTo(3);
    assertThat(after.<Integer>get("new")).isEqualTo(2);
    assertThat(after.version()).isEqualTo(rotating.version());
  }

  /** Where nothing has to be written again, two requests that write don't ask about each other. */
  @Test
  void savesOfDifferentAttributes_areBothKept() {
    RedisSession session = (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
    await(store.put(session));
    RedisSession first = load(session);
    RedisSession second = load(session);
    first.put("a", 1);
    await(store.put(first));
    second.put("b", 2);
    await(store.put(second));
    assertThat(load(session).data()).containsOnlyKeys("a", "b");
  }
}
