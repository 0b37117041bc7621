package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Both deadlines hold, and no key is without one. Rows T1 to T5, T8; CVE-2024-35220. */
abstract class DeadlineContract extends StoreFixture {

  @Override
  JsonObject sessionConfig() {
    return new JsonObject().put("absoluteTimeoutMs", 60 * MINUTE);
  }

  /** So whatever passes here needs none of them. */
  @Test
  void t8_theServersTellOfNoKeyspaceEvents() {
    assertThat(servers())
        .isNotEmpty()
        .allSatisfy(
            server ->
                assertThat((List<?>) server.command("CONFIG", "GET", "notify-keyspace-events"))
                    .last()
                    .isEqualTo(""));
  }

  @Test
  void t1_idlePastTheLimit_isUnknownAndTheKeyIsGone() {
    RedisSession session = (RedisSession) store.createSession(1_000);
    await(store.put(session));
    assertThat(ttl(session)).isBetween(1L, 1_000L);

    eventually(Duration.ofSeconds(5), () -> assertThat(exists(session)).isFalse());
    assertThat(loaded(session)).isNull();
  }

  /** The last access is ahead then, and the key may be about to expire under an active user. */
  @Test
  void t1_touchByAServerWhoseClockIsAhead_doesNotKeepTheOthersFromTouching() {
    RedisSession session = created("cart", 1);
    clock.advance(Duration.ofMinutes(10));
    await(store.put(loaded(session)));
    clock.advance(Duration.ofMinutes(-10));
    command("PEXPIRE", key(session), String.valueOf(MINUTE));

    await(store.put(loaded(session)));

    assertThat(ttl(session)).isGreaterThan(20 * MINUTE);
  }

  @Test
  void t2_activeSession_endsAtTheAbsoluteDeadline() {
    RedisSession session = created("cart", 1);
    for (int minutes = 15; minutes < 60; minutes += 15) {
      clock.advance(Duration.ofMinutes(15));
      RedisSession request = loaded(session);
      assertThat(request).as("after %d minutes", minutes).isNotNull();
      await(store.put(request));
      assertThat(ttl(session)).isBetween(1L, Math.min(30, 60 - minutes) * MINUTE);
    }
    clock.advance(Duration.ofMinutes(15));
    assertThat(loaded(session)).isNull();
  }

  @Test
  void t2_absoluteTimeoutUnderTheIdleTimeout_holdsAlone() {
    RedisSessions shortLived = open(new JsonObject().put("absoluteTimeoutMs", 2_000));
    try {
      RedisSession session = (RedisSession) shortLived.store().createSession(30 * MINUTE);
      await(shortLived.store().put(session));
      assertThat(ttl(session)).isBetween(1L, 2_000L);
      clock.advance(Duration.ofSeconds(2));
      assertThat(await(shortLived.store().get(session.value()))).isNull();
    } finally {
      await(shortLived.close());
    }
  }

  @Test
  void t2_put_afterTheAbsoluteDeadline_deletesInsteadOfWriting() {
    RedisSession session = created("cart", 1);
    RedisSession slowRequest = loaded(session);
    clock.advance(Duration.ofMinutes(61));
    slowRequest.put("cart", 2);

    assertThat(failureOf(store.put(slowRequest))).isInstanceOf(SessionGoneException.class);
    assertThat(exists(session)).isFalse();
  }

  @Test
  void t3_tenRotations_doNotMoveTheAbsoluteDeadline() {
    RedisSession session = created("cart", 1);
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofMinutes(5));
      session = loaded(session);
      session.regenerateId();
      await(store.put(session));
    }
    assertThat(ttl(session)).isBetween(1L, 10 * MINUTE);
    clock.advance(Duration.ofMinutes(10));
    assertThat(loaded(session)).isNull();
  }

  @Test
  void t3_login_startsBothDeadlinesAnew() {
    RedisSession session = created("cart", 1);
    clock.advance(Duration.ofMinutes(25));
    session = loaded(session);
    session.login().renew(Set.of());
    await(store.put(session));

    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofMinutes(25));
      session = loaded(session);
      assertThat(session).isNotNull();
      await(store.put(session));
    }
    clock.advance(Duration.ofMinutes(10));
    assertThat(loaded(session)).isNull();
  }

  @Test
  void t7_timeOfTheLogin_isRecordedAndOnlyALoginChangesIt() {
    RedisSession session = created("cart", 1);
    assertThat(loaded(session).login().authenticatedAt()).isNull();
    session.login().renew(Set.of());
    await(store.put(session));
    Instant login = clock.instant().truncatedTo(ChronoUnit.MILLIS);

    clock.advance(Duration.ofMinutes(5));
    RedisSession later = loaded(session);
    later.put("cart", 2).regenerateId();
    await(store.put(later));

    assertThat(loaded(later).login().authenticatedAt()).isEqualTo(login);
    RedisSession first = (RedisSession) store.createSession(30 * MINUTE);
    first.login().renew(Set.of());
    await(store.put(first));
    assertThat(loaded(first).login().authenticatedAt())
        .isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void t4_keyWithoutTtl_isRefusedAfterEitherDeadline() {
    RedisSession idle = created("cart", 1);
    RedisSession active = created("cart", 1);
    command("PERSIST", key(idle));
    clock.advance(Duration.ofMinutes(29));
    await(store.put(loaded(active)));
    command("PERSIST", key(active));

    clock.advance(Duration.ofMinutes(1));
    assertThat(loaded(idle)).isNull();
    assertThat(loaded(active)).isNotNull();
    for (int i = 0; i < 2; i++) {
      await(store.put(loaded(active)));
      command("PERSIST", key(active));
      clock.advance(Duration.ofMinutes(15));
    }
    assertThat(loaded(active)).isNull();
  }

  @Test
  void t5_noOperation_leavesAKeyWithoutTtl() {
    RedisSession session = created("cart", 1);
    session.put("cart", 2);
    await(store.put(session));
    session.regenerateId();
    await(store.put(session));
    clock.advance(Duration.ofMinutes(2));
    await(store.put(session));

    List<Object> keys = keysOfPrefix();
    assertThat(keys).hasSize(1);
    assertThat((Long) command("PTTL", (String) keys.get(0))).isPositive();
  }

  @Test
  void t5_timeoutThatIsNotPositive_storesNothing() {
    for (long timeout : new long[] {0, -1, Long.MIN_VALUE}) {
      RedisSession session = (RedisSession) store.createSession(timeout);
      session.put("cart", 1);
      await(store.put(session));
      assertThat(loaded(session)).isNull();
    }
    assertThat(keysOfPrefix()).isEmpty();
  }

  @Test
  void t5_veryLongTimeout_isLimitedByTheAbsoluteDeadline() {
    RedisSession session = (RedisSession) store.createSession(Long.MAX_VALUE);
    await(store.put(session));
    assertThat(ttl(session)).isBetween(1L, 60 * MINUTE);
    assertThat(loaded(session)).isNotNull();
  }

  @Test
  void stockHandlersDefaultTimeout_standsForTheConfiguredOne_andAnyOtherForItself() {
    RedisSessions configured = open(new JsonObject().put("idleTimeoutMs", 5 * MINUTE));
    try {
      SessionStore five = configured.store();
      assertThat(five.createSession(SessionHandler.DEFAULT_SESSION_TIMEOUT).timeout())
          .isEqualTo(5 * MINUTE);
      assertThat(five.createSession(7 * MINUTE).timeout()).isEqualTo(7 * MINUTE);
    } finally {
      await(configured.close());
    }
  }

  @Test
  void touch_isWrittenOncePerInterval() {
    RedisSession session = created("cart", 1);
    clock.advance(Duration.ofSeconds(59));
    try (StoreRecorder recorder = record()) {
      await(store.put(loaded(session)));
      assertThat(recorder.names()).containsExactly("HGETALL");
      recorder.clear();
      clock.advance(Duration.ofSeconds(1));
      await(store.put(loaded(session)));
      assertThat(recorder.names()).containsExactly(readAgainAnd("EVALSHA"));
      recorder.clear();
      await(store.put(loaded(session)));
      assertThat(recorder.names()).containsExactly("HGETALL");
    }
  }

  @Test
  void lastAccess_neverGoesBack_whenAnotherServersClockIsSlow() {
    RedisSession session = created("cart", 1);
    clock.advance(Duration.ofMinutes(2));
    await(store.put(loaded(session)));
    long lastAccess = raw(session).lastAccess();

    clock.advance(Duration.ofMinutes(-1));
    RedisSession request = loaded(session);
    request.put("cart", 2);
    await(store.put(request));

    assertThat(raw(session).lastAccess()).isEqualTo(lastAccess);
    assertThat(record(session)).containsEntry("d.cart", "2");
  }
}
