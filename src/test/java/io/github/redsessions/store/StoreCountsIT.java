package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static io.github.redsessions.testkit.Futures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.SessionConflictException;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.metrics.Count;
import io.github.redsessions.metrics.Figures;
import io.github.redsessions.metrics.SessionMeters;
import io.github.redsessions.redis.RedisCommands;
import io.github.redsessions.store.SessionLookup.Outcome;
import io.github.redsessions.testkit.MutableClock;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is found behind a cookie, what is written, and that each is counted once. Row D10. */
class StoreCountsIT {

  private static final long IDLE = Duration.ofMinutes(30).toMillis();

  private final MutableClock clock = new MutableClock();
  private final RedisServer server = RedisServer.shared();
  private final String prefix = RandomPrefix.next();
  private final SessionMeters meters = new SessionMeters(clock);
  private final Figures figures = meters.figures();
  // All callbacks on one thread.
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private RedisCommands commands;
  private RedisSessionStore store;

  @AfterEach
  void close() {
    await(commands.close());
    await(vertx.close());
  }

  private void open(JsonObject session) {
    JsonObject json = TestConfig.of(server, prefix);
    json.getJsonObject("session").mergeIn(session);
    SessionsConfig config = SessionsConfig.from(json);
    commands = await(RedisCommands.open(vertx, config.redis(), SessionScripts.ALL, meters));
    store =
        new RedisSessionStore(
            commands,
            new SessionRules(
                config.session(),
                new KeyRing(List.of()),
                new SealKeys(config.encryption()),
                clock,
                new SecureRandom()::nextBytes,
                AttributeValues.of(List.of(), List.of(), null),
                large -> {}));
    counted();
  }

  private final Map<Count, Long> before = new EnumMap<>(Count.class);

  /** What was counted since the last time. */
  private Map<Count, Long> counted() {
    Map<Count, Long> since = new EnumMap<>(Count.class);
    for (Count what : Count.values()) {
      long now = figures.of(what);
      long more = now - before.getOrDefault(what, 0L);
      if (more != 0) {
        since.put(what, more);
      }
      before.put(what, now);
    }
    return since;
  }

  private RedisSession created() {
    RedisSession session = (RedisSession) store.createSession(IDLE);
    session.put("a", 1);
    await(store.put(session));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_CREATED, 1L));
    return session;
  }

  private RedisSession load(RedisSession session) {
    RedisSession loaded = (RedisSession) await(store.get(session.value()));
    assertThat(counted()).isEqualTo(Map.of(Count.LOAD_HIT, 1L));
    return loaded;
  }

  private void assertFound(String cookie, Outcome outcome) {
    SessionLookup lookup = await(store.find(cookie));
    assertThat(lookup.outcome()).isEqualTo(outcome);
    assertThat(lookup.session()).isNull();
    assertThat(counted()).isEqualTo(Map.of(outcome.count(), 1L));
  }

  @Test
  void whatACookieIs_isCountedOnce() {
    open(new JsonObject().put("rotationGraceMs", 1_000));
    assertThat(await(store.find("x")).outcome()).isEqualTo(Outcome.NOT_ASKED);
    assertThat(counted()).isEqualTo(Map.of(Count.LOAD_FORGED, 1L));
    assertFound(store.createSession(IDLE).value(), Outcome.UNKNOWN);

    RedisSession session = created();
    assertThat(meters.activeSessions()).isZero();
    RedisSession loaded = load(session);
    assertThat(meters.activeSessions()).isEqualTo(1);
    loaded.regenerateId();
    await(store.put(loaded));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_SAVED, 1L, Count.ROTATION, 1L));
    assertFound(session.value(), Outcome.LATE);
    clock.advance(Duration.ofSeconds(1));
    assertFound(session.value(), Outcome.RETIRED);

    String another =
        loaded.value().substring(0, 22) + store.createSession(IDLE).value().substring(22);
    assertFound(another, Outcome.UNKNOWN);
    clock.advance(Duration.ofMillis(IDLE));
    assertFound(loaded.value(), Outcome.EXPIRED);
    server.command("HSET", prefix + ":s:" + loaded.handle(), "f", "99");
    assertThat(await(store.find(loaded.value())).outcome()).isEqualTo(Outcome.UNREADABLE);
    assertThat(figures.of(Count.LOAD_UNREADABLE)).isEqualTo(1);
    assertThat(await(store.find(loaded.value())).outcome()).isEqualTo(Outcome.UNREADABLE);
  }

  @Test
  void whatIsWritten_isCountedOnce() {
    open(new JsonObject());
    RedisSession session = load(created());
    await(store.put(session));
    assertThat(counted()).as("nothing to write").isEmpty();
    clock.advance(Duration.ofMinutes(1));
    await(store.put(session));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_TOUCHED, 1L));
    assertThat(figures.payloads()).as("a touch has none").isEqualTo(1);
    int version = session.version();
    session.put("a", 2);
    await(store.put(session));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_SAVED, 1L));
    assertThat(session.version()).isEqualTo(version + 1);
    assertThat(figures.payloads()).isEqualTo(2);

    await(store.delete(session.value()));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_DESTROYED, 1L));
    session.put("a", 3);
    assertThat(failureOf(store.put(session))).isInstanceOf(SessionGoneException.class);
    assertThat(counted()).isEqualTo(Map.of(Count.RESURRECTION_BLOCKED, 1L));
  }

  @Test
  void conflict_isCounted_andATouchIsNone() {
    open(new JsonObject().put("concurrency", "strict"));
    RedisSession session = created();
    RedisSession first = load(session);
    RedisSession second = load(session);
    first.put("a", 2);
    await(store.put(first));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_SAVED, 1L));

    clock.advance(Duration.ofMinutes(1));
    await(store.put(second));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_TOUCHED, 1L));
    second.put("a", 3);
    assertThat(failureOf(store.put(second))).isInstanceOf(SessionConflictException.class);
    assertThat(counted()).isEqualTo(Map.of(Count.CONFLICT, 1L));
  }

  /** A session whose time is over is destroyed rather than saved without an end. Row T5. */
  @Test
  void t5_sessionThatIsOver_isDestroyedByItsSave_andANewOneNotCreated() {
    open(new JsonObject().put("absoluteTimeoutMs", 60_000).put("idleTimeoutMs", 60_000));
    RedisSession session = created();
    RedisSession fresh = (RedisSession) store.createSession(IDLE);
    clock.advance(Duration.ofMinutes(1));
    session.put("a", 2);
    assertThat(failureOf(store.put(session))).isInstanceOf(SessionGoneException.class);
    await(store.put(fresh));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_DESTROYED, 1L));
    assertThat((List<?>) server.command("KEYS", prefix + ":*")).isEmpty();
  }

  /** The last access of a session that nothing else changes is written before it is handed out. */
  @Test
  void prolonging_writesTheLastAccessWhenThatIsDue() {
    open(new JsonObject());
    RedisSession session = created();
    assertThat(await(store.findProlonged(session.value())).session()).isNotNull();
    assertThat(counted()).isEqualTo(Map.of(Count.LOAD_HIT, 1L));
    clock.advance(Duration.ofMinutes(1));
    assertThat(await(store.findProlonged(session.value())).session()).isNotNull();
    assertThat(counted()).isEqualTo(Map.of(Count.LOAD_HIT, 1L, Count.WRITE_TOUCHED, 1L));
    assertThat(await(store.findProlonged(store.createSession(IDLE).value())).outcome())
        .isEqualTo(Outcome.UNKNOWN);
  }

  /** A handler that hears of no session asks again at once; who asks later asks Redis. */
  @Test
  void missingSession_isNotLookedUpTwiceByTheSameRequest() {
    open(new JsonObject());
    String cookie = store.createSession(IDLE).value();
    String other = store.createSession(IDLE).value();
    // On the thread that hears of it, where nothing is answered before all of this is said.
    Outcome again =
        onEventLoop(
            () ->
                store
                    .find(cookie)
                    .map(
                        lookup -> {
                          Future<SessionLookup> second = store.find(cookie);
                          assertThat(second.isComplete()).isTrue();
                          assertThat(store.find(other).isComplete()).isFalse();
                          return second.result().outcome();
                        }));
    assertThat(again).isEqualTo(Outcome.NOT_ASKED);
    assertThat(onEventLoop(() -> store.find(cookie)).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  private <T> T onEventLoop(Supplier<Future<T>> action) {
    return await(Future.future(p -> vertx.runOnContext(v -> action.get().onComplete(p))));
  }

  @Test
  void failedLoad_isCounted() {
    open(new JsonObject());
    RedisSession session = created();
    server.command("DEL", prefix + ":s:" + session.handle());
    server.command("SET", prefix + ":s:" + session.handle(), "x", "PX", "60000");
    assertThat(failureOf(store.find(session.value())))
        .hasRootCauseMessage("Redis refused HGETALL with WRONGTYPE");
    assertThat(counted()).containsEntry(Count.LOAD_FAILED, 1L);
  }

  @Test
  void touchByAHandle_isCounted_andSoIsOneThatComesTooLate() {
    open(new JsonObject());
    RedisSession session = created();
    SessionState state = await(store.states().look(session.handle()));
    clock.advance(Duration.ofMinutes(1));
    await(store.states().extend(state));
    assertThat(counted()).isEqualTo(Map.of(Count.WRITE_TOUCHED, 1L));
    await(store.delete(session.id()));
    counted();
    clock.advance(Duration.ofMinutes(1));
    assertThat(failureOf(store.states().extend(state))).isInstanceOf(SessionGoneException.class);
    assertThat(counted()).isEqualTo(Map.of(Count.RESURRECTION_BLOCKED, 1L));
  }
}
