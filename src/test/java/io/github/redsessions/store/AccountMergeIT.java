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
import io.vertx.ext.auth.User;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two requests of one session change of its login, in either format. */
class AccountMergeIT {

  private final MutableClock clock = new MutableClock();
  private Vertx vertx;
  private RedisSessions sessions;

  @BeforeEach
  void openVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    await(sessions.close());
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void l6_numberOfARevocation_survivesTheTouchOfARequestThatWasLoadedBefore(int format) {
    JsonObject config = TestConfig.of(RedisServer.shared(), RandomPrefix.next());
    config.getJsonObject("session").put("format", format);
    sessions = await(SessionsUnderTest.open(vertx, config, clock));
    RedisSessionStore store = (RedisSessionStore) sessions.store();
    RedisSession session = (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
    session.login().renew(Set.of());
    User user = User.create(new JsonObject().put("sub", "alice"));
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
    await(store.put(session));

    clock.advance(Duration.ofMinutes(1));
    RedisSession touching = load(store, session);
    RedisSession own = load(store, session);
    await(store.users().revokeOthers(own, "alice"));
    Long number = own.account().number(AccountField.GENERATION);
    await(store.put(touching));

    RedisSession after = load(store, session);
    assertThat(number).isPositive();
    assertThat(after.account().number(AccountField.GENERATION)).isEqualTo(number);
    assertThat(after.account().number(AccountField.CHECKED)).isEqualTo(clock.millis());
    clock.advance(Duration.ofMinutes(1));
    assertThat(await(store.get(session.value()))).isNotNull();
  }

  private static RedisSession load(RedisSessionStore store, RedisSession session) {
    return (RedisSession) await(store.get(session.value()));
  }
}
