package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionsUnderTest;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RawRecord;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session costs Redis, and how many fields a request has to read. */
class RecordSizeIT {

  private static final long MAX_BYTES = 500;

  /** From here on a value makes Redis keep the whole hash in its larger form. */
  private static final int COMPACT_LENGTH = 64;

  private final RedisServer server = RedisServer.shared();
  private final String prefix = RandomPrefix.next();
  private final MutableClock clock = new MutableClock();
  private Vertx vertx;
  private RedisSessions sessions;
  private RedisSessionStore store;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    sessions = await(SessionsUnderTest.open(vertx, TestConfig.of(server, prefix), clock));
    store = (RedisSessionStore) sessions.store();
  }

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
  }

  @Test
  void sessionOfFourAttributes_takesAtMost500Bytes_allItsLife() {
    RedisSession session = created();
    session.put("user_id", 42).put("email", "ada@example.com");
    session.put("cart", cart(1)).put("csrf", "q2mTGR3zKfTn4pV7cXJ9bLwE1hYs0uDa6iMoZr8kNvQ");
    await(store.put(session));
    assertThat(bytes(session)).as("created").isLessThanOrEqualTo(MAX_BYTES);

    for (int i = 2; i <= 6; i++) {
      clock.advance(Duration.ofMinutes(10));
      await(store.put(session.put("cart", cart(i))));
    }
    assertThat(bytes(session)).as("saved").isLessThanOrEqualTo(MAX_BYTES);

    clock.advance(Duration.ofMinutes(10));
    session.regenerateId();
    await(store.put(session));
    assertThat(raw(session).fields()).containsKey("o");
    assertThat(bytes(session)).as("rotated").isLessThanOrEqualTo(MAX_BYTES);
    assertThat(server.command("OBJECT", "ENCODING", key(session))).isEqualTo("listpack");
  }

  @Test
  void anonymousSession_hasThreeFieldsBesidesItsAttributes() {
    RedisSession session = created();
    session.put("user_id", 42).put("email", "ada@example.com").put("cart", cart(1));
    await(store.put(session));

    assertThat(raw(session).fields())
        .containsOnlyKeys("h", "m", "w", "d.user_id", "d.email", "d.cart");
  }

  @Test
  void loggedInSession_hasSixFields_andSevenWhileItIsElevated() {
    RedisSession session = loggedIn();
    assertThat(raw(session).fields())
        .containsOnlyKeys("h", "m", "w", "o", "u", "p", "d." + UserCodec.ATTRIBUTE);

    session.elevation().raise("second factor", Duration.ofMinutes(10));
    await(store.put(session));
    assertThat(raw(session).fields())
        .containsOnlyKeys("h", "m", "w", "o", "u", "p", "l", "d." + UserCodec.ATTRIBUTE);
  }

  @Test
  void fieldsOfTheModule_stayShort_inAnOldSessionThatWasRevokedAround() {
    RedisSession session = loggedIn();
    await(sessions.revokeAll("somebody else"));
    for (int i = 0; i < 60; i++) {
      clock.advance(Duration.ofMinutes(11));
      session = loaded(session);
      session.put("n", i).remove(UserCodec.SWITCH_ATTRIBUTE);
      session.regenerateId();
      await(store.put(session));
    }
    session.elevation().raise("second factor", Duration.ofMinutes(10));
    await(store.put(session));

    assertThat(raw(session).version()).isGreaterThan(60);
    assertThat(raw(session).lastAccess() - raw(session).created()).isGreaterThan(39_000_000);
    raw(session)
        .fields()
        .forEach(
            (field, value) -> {
              if (!field.startsWith("d.") && !field.equals("p")) {
                assertThat(value.length()).as(field).isLessThanOrEqualTo(COMPACT_LENGTH);
              }
            });
  }

  private RedisSession loggedIn() {
    RedisSession session = created();
    await(store.put(session));
    session.login().renew(Set.of());
    session.login().cameFrom("192.0.2.44", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
    User user = User.create(new JsonObject().put("sub", "alice"));
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
    await(store.put(session));
    return session;
  }

  private static JsonObject cart(int quantity) {
    JsonObject item = new JsonObject().put("sku", 7).put("quantity", quantity);
    return new JsonObject().put("items", new JsonArray().add(item));
  }

  private RedisSession created() {
    return (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
  }

  private RedisSession loaded(RedisSession session) {
    return (RedisSession) await(store.get(session.value()));
  }

  private long bytes(RedisSession session) {
    return (Long) server.command("MEMORY", "USAGE", key(session));
  }

  private RawRecord raw(RedisSession session) {
    return RawRecord.of(server, key(session));
  }

  private String key(RedisSession session) {
    return prefix + ":s:" + session.handle();
  }
}
