package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.store.PreviousNode.Loaded;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RawRecord;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server of the previous version and one of this version over one Redis, while the one replaces
 * the other: neither loses a session or an attribute of the other one. Spring-session #529, #1939.
 */
class RollingDeployIT {

  private final RedisServer server = RedisServer.shared();
  private final String prefix = RandomPrefix.next();
  private final MutableClock clock = new MutableClock();
  private final PreviousNode old = new PreviousNode(server, prefix, clock.millis());
  private final List<RedisSessions> opened = new ArrayList<>();
  private Vertx vertx;

  @BeforeEach
  void openVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    opened.forEach(sessions -> await(sessions.close()));
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sessionOfThePreviousVersion_goesOnAtThisOne_andBack(int format) {
    RedisSessionStore store = node(format);
    Loaded there = old.create(Map.of("cart", "[1]", "gone", "true"));
    String id = there.token().text();

    RedisSession here = load(store, id);
    assertThat(here.data()).containsOnlyKeys("cart", "gone");
    here.put("here", new JsonObject().put("n", 1)).remove("gone");
    await(store.put(here));

    Loaded back = Objects.requireNonNull(old.load(id));
    assertThat(back.attributes()).isEqualTo(Map.of("cart", "[1]", "here", "{\"n\":1}"));
    assertThat(old.save(back, true, null, List.of("cart"), Map.of("there", "\"x\""))).isEqualTo(3);

    here = load(store, id);
    assertThat(here.version()).isEqualTo(3);
    assertThat(here.data()).containsOnlyKeys("here", "there");
    assertThat(raw(here).format()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rotationAtOneServer_isOneAtTheOther(int format) {
    RedisSessionStore store = node(format);
    Loaded there = old.create(Map.of("n", "1"));
    RedisSession here = load(store, there.token().text());
    here.regenerateId();
    await(store.put(here));

    assertThat(old.load(there.token().text())).isNull();
    assertThat(old.save(there, false, null, List.of(), Map.of("late", "1"))).isZero();
    Loaded again = Objects.requireNonNull(old.load(here.id()));
    SessionToken fresh = old.freshIdOf(again);
    assertThat(old.save(again, false, fresh, List.of(), Map.of())).isEqualTo(3);

    assertThat(failureOf(store.put(here.put("late", 1)))).isInstanceOf(SessionGoneException.class);
    assertThat(await(store.find(here.id())).outcome()).isEqualTo(SessionLookup.Outcome.LATE);
    assertThat(load(store, fresh.text()).data()).containsOnlyKeys("n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void logoutAtOneServer_isOneAtTheOther_alsoWithAnIdThatWasJustRotated(int format) {
    RedisSessionStore store = node(format);
    Loaded there = old.create(Map.of("n", "1"));
    RedisSession here = load(store, there.token().text());
    assertThat(old.destroy(here.id())).isEqualTo(1L);
    assertThat(await(store.get(here.value()))).isNull();
    assertThat(failureOf(store.put(here.put("late", 1)))).isInstanceOf(SessionGoneException.class);

    Loaded second = old.create(Map.of("n", "1"));
    assertThat(old.save(second, false, old.freshIdOf(second), List.of(), Map.of())).isEqualTo(2);
    await(store.delete(second.token().text()));
    assertThat(server.command("EXISTS", prefix + ":s:" + second.token().handle())).isEqualTo(0L);
  }

  @Test
  void loginHere_inTheFirstFormat_isReadThere() {
    RedisSessionStore store = node(1);
    RedisSession here = loggedIn(store);
    here.elevation().raise("second factor", Duration.ofMinutes(10));
    await(store.put(here));

    Loaded there = Objects.requireNonNull(old.load(here.id()));
    assertThat(there.fields())
        .containsEntry("v", "3")
        .containsEntry("u", here.account().get(AccountField.USER))
        .containsEntry("g", "0")
        .containsEntry("k", "0")
        .containsEntry("p", "192.0.2.44")
        .containsEntry("b", "Firefox/140.0")
        .containsEntry("t", String.valueOf(clock.millis()))
        .containsEntry("l", "second factor")
        .containsEntry("y", String.valueOf(clock.millis() + 600_000))
        .containsEntry("r", String.valueOf(clock.millis()))
        .doesNotContainKey("m");
    assertThat(there.attributes().get(UserCodec.ATTRIBUTE)).contains("alice");
    assertThat(old.save(there, false, null, List.of(), Map.of("n", "1"))).isEqualTo(4);
    assertThat(load(store, here.id()).elevation().level()).isEqualTo("second factor");

    String user = Objects.requireNonNull(here.account().get(AccountField.USER));
    assertThat(old.revoke(here.handle(), "another", "")).isEqualTo(0L);
    assertThat(old.revoke(here.handle(), user, "0")).isEqualTo(0L);
    assertThat(old.revoke(here.handle(), user, "1")).isEqualTo(1L);
    assertThat(await(store.get(here.value()))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bothAtTheSameTime_loseNothing_andStrictOnesSeeEachOther(int format) {
    RedisSessionStore store = node(format);
    RedisSessionStore strict = store(format, new JsonObject().put("concurrency", "strict"));
    Loaded there = old.create(Map.of("n", "1"));
    String id = there.token().text();
    RedisSession here = load(store, id);
    RedisSession strictHere = load(strict, id);

    assertThat(old.save(there, false, null, List.of(), Map.of("there", "1"))).isEqualTo(2);
    await(store.put(here.put("here", 2)));
    assertThat(load(store, id).data()).containsOnlyKeys("n", "here", "there");
    assertThat(failureOf(strict.put(strictHere.put("x", 1))))
        .isInstanceOf(SessionConflictException.class);
    assertThat(old.save(there, true, null, List.of(), Map.of("x", "1"))).isEqualTo(-1);
  }

  @Test
  void manyChanges_byTwoServersInTurn_areAllThere() {
    Random random = new Random(7);
    RedisSessionStore store = node(2);
    RedisSessionStore other = node(1);
    Loaded first = old.create(Map.of());
    String id = first.token().text();
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      String name = "a" + random.nextInt(6);
      boolean remove = random.nextInt(4) == 0;
      boolean rotate = random.nextInt(10) == 0;
      if (random.nextInt(2) == 0) {
        Loaded there = Objects.requireNonNull(old.load(id), "lost in step " + i);
        assertThat(there.attributes()).as("step " + i).isEqualTo(expected);
        SessionToken fresh = rotate ? old.freshIdOf(there) : null;
        List<String> removes = remove ? List.of(name) : List.of();
        Map<String, String> sets = remove ? Map.of() : Map.of(name, "" + i);
        assertThat(old.save(there, true, fresh, removes, sets)).isPositive();
        id = fresh == null ? id : fresh.text();
      } else {
        RedisSessionStore chosen = random.nextBoolean() ? store : other;
        RedisSession here = load(chosen, id);
        assertThat(here.data().keySet()).as("step " + i).isEqualTo(expected.keySet());
        here.put(name, remove ? null : (Object) i);
        if (rotate) {
          here.regenerateId();
        }
        await(chosen.put(here));
        id = here.id();
      }
      if (remove) {
        expected.remove(name);
      } else {
        expected.put(name, "" + i);
      }
    }
    assertThat(Objects.requireNonNull(old.load(id)).attributes()).isEqualTo(expected);
  }

  /** Why {@code session.format} stays 1 until all servers have this version. */
  @Test
  void sessionOfTheSecondFormat_isATypedErrorThere_andIsNotLost() {
    RedisSessionStore store = node(2);
    RedisSession here = loggedIn(store);
    assertThatThrownBy(() -> old.load(here.id())).hasMessageContaining("this version reads 1");
    assertThat(load(store, here.id()).data()).containsOnlyKeys(UserCodec.ATTRIBUTE);
  }

  @Test
  void serversThatWriteDifferentFormats_shareTheSessionsOfBoth() {
    RedisSessionStore first = node(1);
    RedisSessionStore second = node(2);
    for (RedisSessionStore creator : List.of(first, second)) {
      RedisSession session = loggedIn(creator);
      int format = raw(session).format();
      assertThat(format).isEqualTo(creator == first ? 1 : 2);
      for (RedisSessionStore node : List.of(second, first, second)) {
        RedisSession loaded = load(node, session.id());
        loaded.put("n", loaded.<Integer>get("n") == null ? 1 : loaded.<Integer>get("n") + 1);
        clock.advance(Duration.ofMinutes(1));
        await(node.put(loaded));
      }
      assertThat(load(first, session.id()).<Integer>get("n")).isEqualTo(3);
      assertThat(raw(session).format()).isEqualTo(format);
    }
    assertThat(await(opened.get(0).sessionsOf("alice"))).hasSize(2);
    assertThat(await(opened.get(1).sessionsOf("alice"))).hasSize(2);
    assertThat(await(opened.get(0).revokeAll("alice"))).isEqualTo(2);
    assertThat((List<?>) server.command("KEYS", prefix + ":s:*")).isEmpty();
  }

  private RedisSession loggedIn(RedisSessionStore store) {
    RedisSession session = (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
    await(store.put(session));
    session.login().renew(Set.of());
    session.login().cameFrom("192.0.2.44", "Firefox/140.0");
    User user = User.create(new JsonObject().put("sub", "alice"));
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
    await(store.put(session));
    return session;
  }

  private static RedisSession load(RedisSessionStore store, String id) {
    return Objects.requireNonNull((RedisSession) await(store.get(id)));
  }

  private RawRecord raw(RedisSession session) {
    return RawRecord.of(server, prefix + ":s:" + session.handle());
  }

  private RedisSessionStore node(int format) {
    return store(format, new JsonObject());
  }

  private RedisSessionStore store(int format, JsonObject more) {
    JsonObject config = TestConfig.of(server, prefix);
    config.getJsonObject("session").put("format", format).mergeIn(more);
    RedisSessions sessions = await(SessionsUnderTest.open(vertx, config, clock));
    opened.add(sessions);
    return (RedisSessionStore) sessions.store();
  }
}
