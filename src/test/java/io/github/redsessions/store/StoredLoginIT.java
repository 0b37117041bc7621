package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.LoginTicket;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.TooManySessionsException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored of a login, of one that fails, and of its end. Rows L9 to L11. */
class StoredLoginIT extends OpenedStoreFixture {

  private void open(JsonObject session) {
    open("session", session);
  }

  private static JsonObject format(int number) {
    return new JsonObject().put("format", number);
  }

  private RedisSession fresh() {
    return (RedisSession) store.createSession(Duration.ofMinutes(30).toMillis());
  }

  private RedisSession load(RedisSession session) {
    return (RedisSession) await(store.get(session.value()));
  }

  private static void logIn(RedisSession session, JsonObject principal) {
    session.login().renew(Set.of());
    User user = User.create(principal);
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
  }

  private RedisSession loggedIn(String name) {
    RedisSession session = fresh();
    session.login().cameFrom("192.0.2.1", "curl");
    logIn(session, named(name));
    await(store.put(session));
    return session;
  }

  private static JsonObject named(String name) {
    return new JsonObject().put("sub", name);
  }

  private List<?> index() {
    List<?> keys = (List<?>) server.command("KEYS", prefix + ":u:*");
    return keys.isEmpty()
        ? List.of()
        : (List<?>) server.command("ZRANGE", (String) keys.get(0), "0", "-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void loginOfAUserWithoutAName_endsThatOfTheFormer_andStaysWhereItCameFrom(int format) {
    open(format(format));
    RedisSession session = loggedIn("alice");
    assertThat(index()).isEqualTo(List.of(session.handle()));

    logIn(session, new JsonObject().put("role", "kiosk"));
    await(store.put(session));

    RedisSession after = load(session);
    assertThat(after.user().stored()).contains("kiosk");
    assertThat(after.account().get(AccountField.USER)).isNull();
    assertThat(after.account().number(AccountField.GENERATION)).isNull();
    assertThat(after.account().get(AccountField.ADDRESS)).isEqualTo("192.0.2.1");
    assertThat(index()).isEmpty();

    after.remove(UserCodec.ATTRIBUTE);
    await(store.put(after));
    assertThat(load(session).account().get(AccountField.ADDRESS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void endOfTheUser_takesAllOfTheAccount_andLeavesTheIndex(int format) {
    open(format(format));
    RedisSession session = loggedIn("alice");
    session.remove(UserCodec.ATTRIBUTE);
    await(store.put(session));
    RedisSession after = load(session);
    assertThat(after.account().get(AccountField.USER)).isNull();
    assertThat(after.account().get(AccountField.ADDRESS)).isNull();
    assertThat(after.user().stored()).isNull();
    assertThat(index()).isEmpty();
  }

  /** A login that loses against a revocation is none, and takes no place. */
  @ParameterizedTest
  @ValueSource(strings = {"reject", "evict"})
  void l10_loginThatFails_leavesTheSessionAsItWas_andGivesItsPlaceBack(String whenFull) {
    open(new JsonObject().put("whenFull", whenFull).put("maxPerUser", 1));
    LoginTicket ticket = await(sessions.loginTicket());
    await(sessions.revokeAll("alice"));
    RedisSession session = fresh();
    await(store.put(session));
    session.login().beganAt(ticket);
    logIn(session, named("alice"));
    assertThat(failureOf(store.put(session))).isInstanceOf(SessionGoneException.class);
    assertThat(session.account().get(AccountField.USER)).isNull();
    assertThat(session.account().isChanged()).isFalse();
    assertThat(index()).isEmpty();
    assertThat(loggedIn("alice").account().get(AccountField.USER)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void l11_loginThatIsRejected_leavesTheOthers(int format) {
    open(format(format).put("whenFull", "reject").put("maxPerUser", 1));
    RedisSession first = loggedIn("alice");
    RedisSession second = fresh();
    logIn(second, named("alice"));
    assertThat(failureOf(store.put(second))).isInstanceOf(TooManySessionsException.class);
    assertThat(index()).isEqualTo(List.of(first.handle()));
    assertThat(second.account().get(AccountField.USER)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"reject", "evict"})
  void l10_secondLoginThatFails_leavesTheFirst_andItsPlace(String whenFull) {
    open(new JsonObject().put("whenFull", whenFull).put("maxPerUser", 1));
    await(sessions.revokeAll("alice"));
    RedisSession session = loggedIn("alice");
    session.login().beganAt(new LoginTicket(0));
    logIn(session, named("alice"));
    assertThat(failureOf(store.put(session))).isInstanceOf(SessionGoneException.class);
    assertThat(index()).isEqualTo(List.of(session.handle()));
    assertThat(session.account().get(AccountField.USER)).isNotNull();
  }

  /** Records of the first version of the module had no number. Row L9. */
  @Test
  void l9_recordWithoutANumber_hasOneAfterItsFirstCheck() {
    open(format(1));
    RedisSession session = loggedIn("alice");
    String key = prefix + ":s:" + session.handle();
    server.command("HDEL", key, "g");
    clock.advance(Duration.ofMinutes(2));
    RedisSession later = load(session);
    await(store.put(later));
    String authenticated = (String) server.command("HGET", key, "t");
    assertThat(server.command("HGET", key, "g")).isEqualTo(authenticated);
    assertThat(server.command("HGET", key, "k")).isEqualTo(String.valueOf(clock.millis()));
  }

  /** Whoever drew a number before must find none that is above all others. Row L9. */
  @Test
  void l9_numbersThatWereLost_letTheNextLoginIn_andItStays() {
    open(new JsonObject());
    for (int i = 0; i < 3; i++) {
      await(sessions.revokeAll("alice"));
    }
    server.command("DEL", prefix + ":e");
    RedisSession session = loggedIn("alice");
    clock.advance(Duration.ofMinutes(2));
    assertThat(load(session)).isNotNull();
  }

  @Test
  void l9_numberOfAUser_outlivesItsSessions_andThatOfAllTheUsers() {
    open(new JsonObject().put("absoluteTimeoutMs", Duration.ofHours(2).toMillis()));
    await(sessions.revokeAll("alice"));
    List<?> keys = (List<?>) server.command("KEYS", prefix + ":e:*");
    long user = (Long) server.command("PTTL", (String) keys.get(0));
    long all = (Long) server.command("PTTL", prefix + ":e");
    assertThat(user).isGreaterThan(Duration.ofHours(2).toMillis());
    assertThat(all).isGreaterThan(user);
  }

  @Test
  void l6_whoEndsTheOthers_staysInTheIndex() {
    open(new JsonObject());
    RedisSession own = loggedIn("alice");
    loggedIn("alice");
    assertThat(await(store.users().revokeOthers(own, "alice"))).isEqualTo(1);
    assertThat(index()).isEqualTo(List.of(own.handle()));
  }

  @Test
  void l6_revocationByASessionThatIsGone_isRefused_andChangesNothingOfIt() {
    open(new JsonObject());
    RedisSession own = loggedIn("alice");
    RedisSession other = loggedIn("alice");
    Long before = own.account().number(AccountField.GENERATION);
    await(store.delete(own.id()));
    assertThat(failureOf(store.users().revokeOthers(own, "alice")))
        .isInstanceOf(SessionGoneException.class);
    assertThat(own.account().isChanged()).isFalse();
    assertThat(own.account().number(AccountField.GENERATION)).isEqualTo(before);
    assertThat(load(other)).isNotNull();
  }

  @Test
  void loginAsAnother_movesToTheIndexOfThatOne_andASecondOneStays() {
    open(new JsonObject());
    RedisSession session = loggedIn("alice");
    String alice = index().toString();
    logIn(session, named("alice"));
    await(store.put(session));
    assertThat(index()).hasToString(alice).hasSize(1);
    logIn(session, named("bob"));
    await(store.put(session));
    assertThat((List<?>) server.command("KEYS", prefix + ":u:*")).hasSize(1);
    assertThat(await(sessions.sessionsOf("bob"))).hasSize(1);
    assertThat(await(sessions.sessionsOf("alice"))).isEmpty();
  }

  /** As an application does that sets the user of the context and doesn't log in. */
  @Test
  void userWithoutAName_thatNobodyLoggedIn_endsTheLoginOfTheFormerToo() {
    open(new JsonObject());
    RedisSession session = loggedIn("alice");
    User user = User.create(new JsonObject().put("role", "kiosk"));
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
    await(store.put(session));
    assertThat(load(session).account().get(AccountField.USER)).isNull();
    assertThat(index()).isEmpty();
  }

  @Test
  void f8_userWithoutAName_keepsTheLevel_whateverIsSavedLater() {
    open(new JsonObject());
    RedisSession session = fresh();
    User user = User.create(new JsonObject().put("role", "kiosk"));
    session.put(UserCodec.ATTRIBUTE, UserCodec.decode(UserCodec.encode(user)));
    await(store.put(session));
    session.elevation().raise("admin", Duration.ofMinutes(1));
    await(store.put(session));
    await(store.put(session.put("n", 1)));
    assertThat(load(session).elevation().level()).isEqualTo("admin");
  }

  /** Nothing else takes it away, as the end of a user does. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void d8_markOfASessionWithAUser_thatCanBeReadAgain_goesWithItsNextSave(int format) {
    open(format(format));
    RedisSession session = loggedIn("alice");
    String key = prefix + ":s:" + session.handle();
    server.command("HSET", key, "q", clock.millis() + ":x");
    await(store.put(load(session)));
    assertThat(server.command("HGET", key, "q")).isNull();
    assertThat(load(session).account().get(AccountField.USER)).isNotNull();
  }
}
