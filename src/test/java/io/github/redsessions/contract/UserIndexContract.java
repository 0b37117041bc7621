package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionInfo;
import io.github.redsessions.contract.AccountApplication.Visitor;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sessions of a user: how they are listed, how many there may be, and how they end together.
 * Rows L4, L5, L8 to L11, S9, T5; spring-session #2230, #3287, #3357.
 */
abstract class UserIndexContract extends StoreFixture {

  private static final Duration TOUCH = Duration.ofMinutes(1);
  private static final int MAX = 3;

  private AccountApplication app;

  @Override
  JsonObject sessionConfig() {
    return new JsonObject().put("maxPerUser", MAX);
  }

  @BeforeEach
  void startApplication() {
    app = new AccountApplication(vertx, sessions);
  }

  @AfterEach
  void t5_noKeyIsWithoutATtl() {
    for (Object key : keysOfPrefix()) {
      assertThat((Long) command("PTTL", (String) key)).as((String) key).isPositive();
    }
  }

  @Test
  void l4_list_showsTheSessionsOfTheUser_andNothingThatCouldBeACookie() {
    Visitor first = app.login("alice");
    clock.advance(Duration.ofSeconds(10));
    Visitor second = app.login("alice");
    app.login("bob");

    List<SessionInfo> listed = await(sessions.sessionsOf("alice"));

    assertThat(listed)
        .extracting(SessionInfo::handle)
        .containsExactly(first.handle(), second.handle());
    Instant now = clock.instant();
    SessionInfo last = listed.get(1);
    assertThat(last.created()).isEqualTo(now);
    assertThat(last.authenticatedAt()).isEqualTo(now);
    assertThat(last.lastAccess()).isEqualTo(now);
    assertThat(last.expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(30)));
    assertThat(last.address()).isEqualTo("127.0.0.1");
    assertThat(last.userAgent()).startsWith("Vert.x");
    assertThat(last.level()).isNull();
    assertThat(await(sessions.sessionsOf("nobody"))).isEmpty();
  }

  @Test
  void l4_sessionsThatEnded_leaveTheListAndTheIndex() {
    Visitor first = app.login("alice");
    Visitor second = app.login("alice");
    command("DEL", prefix + ":s:" + first.handle());

    assertThat(await(sessions.sessionsOf("alice")))
        .extracting(SessionInfo::handle)
        .containsExactly(second.handle());
    assertThat(index()).containsExactly(second.handle());

    second.post("/logout");
    assertThat(await(sessions.sessionsOf("alice"))).isEmpty();
    assertThat(keysOfPrefix()).isEmpty();
  }

  @Test
  void l5_revokeOne_isForItsOwnerOnly() {
    Visitor alice = app.login("alice");
    Visitor other = app.login("alice");
    Visitor bob = app.login("bob");

    assertThat(await(sessions.revoke("alice", bob.handle()))).isFalse();
    assertThat(await(sessions.revoke("alice", "x"))).isFalse();
    assertThat(await(sessions.revoke("alice", "*".repeat(22)))).isFalse();
    assertThat(await(sessions.revoke("alice", alice.handle()))).isTrue();
    assertThat(await(sessions.revoke("alice", alice.handle()))).isFalse();

    assertThat(alice.isLoggedIn()).isFalse();
    assertThat(other.isLoggedIn()).isTrue();
    assertThat(bob.isLoggedIn()).isTrue();
  }

  @Test
  void l6_revokeOthers_leavesTheOwnOne_andIndexedOrNotEndsTheOthers() {
    Visitor own = app.login("alice");
    Visitor listed = app.login("alice");
    Visitor lost = app.login("alice");
    lost.touch();
    command("ZREM", indexKeys().get(0), lost.handle());

    assertThat(own.post("/revoke-others")).isEqualTo("1");

    assertThat(listed.isLoggedIn()).isFalse();
    clock.advance(TOUCH);
    assertThat(lost.isLoggedIn()).isFalse();
    assertThat(own.isLoggedIn()).isTrue();
    clock.advance(TOUCH);
    assertThat(own.isLoggedIn()).isTrue();
    assertThat(index()).containsExactly(own.handle());
  }

  @Test
  void l8_revokeAll_endsOneUsersSessions_andRevokeEveryoneAll() {
    Visitor anonymous = app.visitor();
    anonymous.get("/put?n=1");
    Visitor alice = app.login("alice");
    Visitor too = app.login("alice");
    Visitor bob = app.login("bob");

    assertThat(await(sessions.revokeAll("alice"))).isEqualTo(2);
    assertThat(alice.isLoggedIn()).isFalse();
    assertThat(too.isLoggedIn()).isFalse();
    assertThat(bob.isLoggedIn()).isTrue();

    Visitor again = app.login("alice");
    assertThat(again.isLoggedIn()).isTrue();
    assertThat(await(sessions.revokeEveryone())).isEqualTo(2);
    assertThat(again.isLoggedIn()).isFalse();
    assertThat(bob.isLoggedIn()).isFalse();
    assertThat(anonymous.get("/read")).isEqualTo("1");
    assertThat(app.login("bob").isLoggedIn()).isTrue();
  }

  @Test
  void l9_revokeAllWithoutTheIndex_isCompleteWithinATouchInterval() {
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < MAX; i++) {
      visitors.add(app.login("alice"));
      visitors.get(i).touch();
    }
    command("DEL", indexKeys().get(0));

    assertThat(await(sessions.revokeAll("alice"))).isZero();

    clock.advance(TOUCH);
    visitors.forEach(visitor -> assertThat(visitor.isLoggedIn()).isFalse());
    assertThat(keys(prefix + ":s:*")).isEmpty();
  }

  @Test
  void l9_aNewLoginIsComparedAtOnce() {
    Visitor visitor = app.login("alice");
    command("DEL", indexKeys().get(0));
    await(sessions.revokeAll("alice"));
    assertThat(visitor.isLoggedIn()).isFalse();
  }

  @Test
  void l9_revokeEveryoneWhoseRecordWasMissed_isCompleteWithinATouchInterval() {
    Visitor visitor = app.login("alice");
    visitor.touch();
    String key = (String) keys(prefix + ":s:*").get(0);
    List<String> record = new ArrayList<>(List.of("HSET", key));
    ((List<?>) command("HGETALL", key)).forEach(value -> record.add((String) value));
    await(sessions.revokeEveryone());
    // As if it had come from a server that could not be reached.
    serverOf(key).command(record.toArray(String[]::new));
    command("PEXPIRE", key, "100000");

    clock.advance(TOUCH);
    assertThat(visitor.isLoggedIn()).isFalse();
  }

  @Test
  void lostIndex_isCompleteAgainWithinATouchInterval() {
    Visitor visitor = app.login("alice");
    visitor.touch();
    Visitor another = app.login("alice");
    another.touch();
    command("DEL", indexKeys().get(0));

    assertThat(visitor.isLoggedIn()).isTrue();
    assertThat(index()).isEmpty();
    clock.advance(TOUCH);
    visitor.get("/put?n=1");
    another.touch();
    assertThat(await(sessions.sessionsOf("alice"))).hasSize(2);
  }

  @Test
  void check_isDueAlthoughTheSessionIsWrittenAllTheTime() {
    Visitor visitor = app.login("alice");
    visitor.touch();
    command("DEL", indexKeys().get(0));
    await(sessions.revokeAll("alice"));
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofSeconds(19));
      visitor.get("/put?n=" + i);
      assertThat(visitor.isLoggedIn()).isTrue();
    }
    clock.advance(Duration.ofSeconds(3));
    visitor.get("/put?n=4");
    assertThat(visitor.isLoggedIn()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "everyone"})
  void l10_loginThatBeganBeforeARevocation_losesAndLeavesNoSession(String whom) {
    app.ticket = await(sessions.loginTicket());
    Visitor kept = app.visitor();
    kept.get("/put?n=1");
    if (whom.equals("everyone")) {
      await(sessions.revokeEveryone());
    } else {
      await(sessions.revokeAll(whom));
    }

    Visitor late = app.visitor();
    assertThat(await(late.logIn("alice")).bodyAsString()).isEqualTo("SessionGoneException");
    assertThat(late.isLoggedIn()).isFalse();
    assertThat(await(kept.logIn("alice")).bodyAsString()).isEqualTo("SessionGoneException");
    assertThat(kept.isLoggedIn()).isFalse();
    assertThat(kept.get("/read")).isEqualTo("1");
    assertThat(await(sessions.sessionsOf("alice"))).isEmpty();
    assertThat(keys(prefix + ":s:*")).hasSize(1);

    app.ticket = await(sessions.loginTicket());
    assertThat(app.login("alice").isLoggedIn()).isTrue();
  }

  @Test
  void l10_revocationOfAnother_isNoneOfMine() {
    app.ticket = await(sessions.loginTicket());
    await(sessions.revokeAll("bob"));
    assertThat(app.login("alice").isLoggedIn()).isTrue();
  }

  @Test
  void l10_loginsDuringRevocations_areOverOrBeganLater() {
    for (int round = 0; round < 10; round++) {
      app.ticket = await(sessions.loginTicket());
      var revocation = sessions.revokeAll("alice");
      List<Visitor> visitors = app.logInAtOnce(10, "alice");
      await(revocation);
      visitors.forEach(visitor -> assertThat(visitor.isLoggedIn()).isFalse());
    }
    assertThat(await(sessions.sessionsOf("alice"))).isEmpty();
    assertThat(keys(prefix + ":s:*")).isEmpty();
  }

  @Test
  void numbersThatWereDeleted_refuseOneLoginAtMost_andStayMonotonic() {
    Visitor before = app.login("alice");
    assertThat(before.isLoggedIn()).isTrue();
    await(sessions.revokeAll("alice"));
    command("DEL", prefix + ":e");
    app.ticket = await(sessions.loginTicket());
    assertThat(await(app.visitor().logIn("alice")).statusCode()).isEqualTo(409);
    app.ticket = await(sessions.loginTicket());
    Visitor after = app.login("alice");
    assertThat(after.isLoggedIn()).isTrue();

    command("DEL", prefix + ":e");
    app.ticket = null;
    Visitor withoutTicket = app.login("alice");
    after.touch();
    withoutTicket.touch();
    clock.advance(Duration.ofSeconds(1));
    command("DEL", prefix + ":e");
    command("DEL", indexKeys().get(0));
    await(sessions.revokeAll("alice"));
    clock.advance(TOUCH);
    assertThat(after.isLoggedIn()).isFalse();
    assertThat(withoutTicket.isLoggedIn()).isFalse();
  }

  @Test
  void l11_oneTooMany_endsTheOneThatWasLoggedInLongestAgo() {
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < MAX + 1; i++) {
      visitors.add(app.login("alice"));
      visitors.get(0).isLoggedIn();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(visitors).extracting(Visitor::isLoggedIn).containsExactly(false, true, true, true);
  }

  @Test
  void l11_deadSessions_takeNoPlace() {
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < MAX; i++) {
      visitors.add(app.login("alice"));
      clock.advance(Duration.ofSeconds(1));
    }
    command("DEL", prefix + ":s:" + visitors.get(1).handle());
    app.login("alice");
    assertThat(visitors).extracting(Visitor::isLoggedIn).containsExactly(true, false, true);
  }

  @Test
  void l11_aHundredParallelLogins_keepTheCapByEviction() {
    List<Visitor> visitors = app.logInAtOnce(100, "alice");

    assertThat(keys(prefix + ":s:*")).hasSize(MAX);
    assertThat(index()).hasSize(MAX);
    assertThat(visitors.stream().filter(Visitor::isLoggedIn)).hasSize(MAX);
    assertThat(await(sessions.sessionsOf("alice"))).hasSize(MAX);
  }

  @Test
  void l11_aHundredParallelLogins_keepTheCapByRejection() {
    rejecting();
    Visitor anonymous = app.visitor();
    anonymous.get("/put?n=1");
    List<Visitor> visitors = app.logInAtOnce(100, "alice");

    assertThat(keys(prefix + ":s:*")).hasSize(MAX + 1);
    assertThat(index()).hasSize(MAX);
    List<Visitor> in = visitors.stream().filter(Visitor::isLoggedIn).toList();
    assertThat(in).hasSize(MAX);
    assertThat(await(anonymous.logIn("alice")).bodyAsString())
        .isEqualTo("TooManySessionsException");
    assertThat(anonymous.get("/read")).isEqualTo("1");
    assertThat(anonymous.isLoggedIn()).isFalse();

    in.get(0).post("/logout");
    assertThat(await(anonymous.logIn("alice")).statusCode()).isEqualTo(200);
  }

  @Test
  void l11_rejection_makesRoomOfSessionsThatEnded_andKeepsPlacesThatAreReserved() {
    rejecting();
    List<Visitor> visitors = app.logInAtOnce(MAX, "alice");
    command("DEL", prefix + ":s:" + visitors.get(0).handle());
    assertThat(await(app.visitor().logIn("alice")).statusCode()).isEqualTo(200);
    assertThat(await(sessions.revokeAll("alice"))).isEqualTo(MAX);
    assertThat(await(app.visitor().logIn("alice")).statusCode()).isEqualTo(200);

    String deadline = (clock.millis() + Duration.ofHours(12).toMillis()) + ".5";
    command("ZADD", indexKeys().get(0), deadline, "reserved1", deadline, "reserved2");
    assertThat(await(app.visitor().logIn("alice")).statusCode()).isEqualTo(409);
    clock.advance(Duration.ofMinutes(6));
    assertThat(await(app.visitor().logIn("alice")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void l11_loginAgainInTheSameSession_countsOnce(boolean reject) {
    if (reject) {
      rejecting();
    }
    List<Visitor> visitors = app.logInAtOnce(MAX, "alice");
    for (int i = 0; i < 3; i++) {
      assertThat(await(visitors.get(1).logIn("alice")).statusCode()).isEqualTo(200);
    }
    assertThat(visitors).allMatch(Visitor::isLoggedIn);
    assertThat(index()).hasSize(MAX);
  }

  @Test
  void loginAsAnother_leavesTheIndexOfTheFirst() {
    Visitor visitor = app.login("alice");
    await(visitor.logIn("bob"));
    assertThat(visitor.get("/who")).isEqualTo("bob");
    assertThat(await(sessions.sessionsOf("alice"))).isEmpty();
    assertThat(await(sessions.sessionsOf("bob"))).hasSize(1);
    assertThat(indexKeys()).hasSize(1);
    await(sessions.revokeAll("alice"));
    assertThat(visitor.isLoggedIn()).isTrue();
  }

  @Test
  void s9_hostileUserNames_areExact_andInNoKeyName() {
    List<String> names =
        List.of(
            "a:b",
            "a",
            "{x}",
            "*",
            "?",
            "[a]",
            "vs:e",
            "\u00e9\u00e8",
            "e\u0301",
            "a b",
            "A",
            "\\");
    names.forEach(app::login);
    Set<String> handles = new HashSet<>();
    for (String name : names) {
      List<SessionInfo> listed = await(sessions.sessionsOf(name));
      assertThat(listed).as(name).hasSize(1);
      assertThat(handles.add(listed.get(0).handle())).isTrue();
    }
    for (Object key : keysOfPrefix()) {
      assertThat(((String) key).substring(prefix.length()))
          .matches(":(s:[A-Za-z0-9_-]{22}|u:[A-Za-z0-9_-]{43}|e|e:[A-Za-z0-9_-]{43})");
    }
    for (String name : names) {
      assertThat(await(sessions.revokeAll(name))).as(name).isEqualTo(1);
    }
    assertThat(keys(prefix + ":s:*")).isEmpty();
  }

  @Test
  void orphanedEntries_drain() {
    Visitor visitor = app.login("alice");
    String key = indexKeys().get(0);
    List<String> zadd = new ArrayList<>(List.of("ZADD", key));
    for (int i = 0; i < 10_000; i++) {
      zadd.add(String.valueOf(clock.millis() + 3_600_000));
      zadd.add(String.format("orphan%016d", i));
    }
    serverOf(key).command(zadd.toArray(String[]::new));
    assertThat(index()).hasSize(10_001);

    Visitor second = app.login("alice");

    assertThat(index()).containsExactlyInAnyOrder(visitor.handle(), second.handle());
    assertThat(visitor.isLoggedIn()).isTrue();
  }

  @Test
  void entriesPastTheirDeadline_arePrunedOnUse() {
    Visitor visitor = app.login("alice");
    command("ZADD", indexKeys().get(0), String.valueOf(clock.millis()), "x".repeat(22));
    await(sessions.sessionsOf("alice"));
    assertThat(index()).containsExactly(visitor.handle());
  }

  @Test
  void recordFromBeforeThereWasAnIndex_isAdopted_andEndsWithTheOthers() {
    Visitor visitor = app.login("alice");
    Visitor second = app.login("alice");
    for (Visitor old : List.of(visitor, second)) {
      String key = prefix + ":s:" + old.handle();
      command("HDEL", key, "u", "g", "k", "p", "b");
    }
    command("DEL", indexKeys().get(0));

    visitor.touch();
    assertThat(await(sessions.sessionsOf("alice")))
        .extracting(SessionInfo::handle)
        .containsExactly(visitor.handle());

    clock.advance(Duration.ofSeconds(1));
    assertThat(await(sessions.revokeAll("alice"))).isEqualTo(1);
    assertThat(second.isLoggedIn()).isFalse();
    assertThat(keys(prefix + ":s:*")).isEmpty();
  }

  @Test
  void cost_isOneCommandForAnUnchangedRequest_andFiveOnceInATouchInterval() {
    Visitor visitor = app.login("alice");
    visitor.touch();
    useAll();
    try (StoreRecorder recorder = record()) {
      visitor.isLoggedIn();
      assertThat(recorder.names()).containsExactly("HGETALL");
      clock.advance(TOUCH);
      recorder.clear();
      visitor.touch();
      assertThat(recorder.names())
          .containsExactlyInAnyOrder(readAgainAnd("HMGET", "HMGET", "EVALSHA", "EVALSHA"));
    }
  }

  @Test
  void cost_ofLoginLogoutAndRevocations() {
    // Opens the connections to all servers.
    useAll();
    try (StoreRecorder recorder = record()) {
      await(sessions.loginTicket());
      assertThat(recorder.names()).containsExactly("HMGET");
      recorder.clear();
      Visitor visitor = app.login("alice");
      assertThat(recorder.names())
          .containsExactlyInAnyOrder("HMGET", "HMGET", "EVALSHA", "EVALSHA");
      visitor.touch();
      recorder.clear();
      visitor.post("/logout");
      assertThat(recorder.names()).containsExactlyInAnyOrder("HGETALL", "EVALSHA", "EVALSHA");
      for (int i = 0; i < MAX; i++) {
        app.login("alice");
      }
      recorder.clear();
      assertThat(await(sessions.revokeAll("alice"))).isEqualTo(MAX);
      assertThat(recorder.names()).hasSize(3 + MAX).containsOnly("EVALSHA");
    }
  }

  private void useAll() {
    for (int i = 0; i < 20; i++) {
      Visitor visitor = app.login("user " + i);
      visitor.touch();
      await(sessions.sessionsOf("user " + i));
      await(sessions.revoke("user " + i, visitor.handle()));
    }
  }

  private void rejecting() {
    await(sessions.close());
    sessions = open(sessionConfig().put("whenFull", "reject"));
    store = sessions.store();
    app = new AccountApplication(vertx, sessions);
  }

  private List<String> indexKeys() {
    return keys(prefix + ":u:*").stream().map(String.class::cast).toList();
  }

  /** The handles in the only index there is. */
  private List<Object> index() {
    List<Object> handles = new ArrayList<>();
    for (String key : indexKeys()) {
      handles.addAll((List<?>) command("ZRANGE", key, "0", "-1"));
    }
    return handles;
  }
}
