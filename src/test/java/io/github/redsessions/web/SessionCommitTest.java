package io.github.redsessions.web;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.config.IpRanges;
import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.store.MadeSessions;
import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.MutableClock;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a session is stored, and what becomes of its cookie if it can't be. Rows F1, F4, T9; {@code
 * SessionCommitIT} has it with a Redis.
 */
class SessionCommitTest {

  private final IllegalStateException cause = new IllegalStateException("not stored");

  private final Vertx vertx = Vertx.vertx();
  private final AuditRecorder recorder = new AuditRecorder(vertx);
  private final MadeSessions made = new MadeSessions();
  private final Noted<SessionHandler> stock =
      new Noted<>(SessionHandler.class).answer("flush", Future.succeededFuture());
  private final Noted<HttpServerResponse> response =
      new Noted<>(HttpServerResponse.class).answer("getStatusCode", 200);
  private final Noted<RoutingContext> ctx = new Noted<>(RoutingContext.class);
  private final CommitRules rules;

  SessionCommitTest() {
    HttpConnection connection =
        new Noted<>(HttpConnection.class)
            .answer("remoteAddress", SocketAddress.inetSocketAddress(4711, "192.0.2.1"))
            .object;
    HttpServerRequest request =
        new Noted<>(HttpServerRequest.class)
            .answer("connection", connection)
            .answer("headers", MultiMap.caseInsensitiveMultiMap())
            .answer("method", HttpMethod.GET)
            .object;
    ctx.answer("request", request)
        .answer("response", response.object)
        .answer("normalizedPath", "/");
    SessionsConfig config = SessionsConfig.from(new JsonObject());
    AuditTrail audit = new AuditTrail(vertx, config, new MutableClock(), null);
    CookiePolicy cookie = new CookiePolicy(config.cookie(), new IpRanges(List.of()), audit);
    rules =
        new CommitRules(
            stock.object,
            new OutageStore(null, cookie, null),
            cookie,
            false,
            new SessionEvents(audit),
            new ClientAddress(config.http()),
            audit);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private SessionCommit commit(Session session) {
    ctx.answer("session", session);
    return new SessionCommit(ctx.object, rules);
  }

  private SessionCommit commitOf(Session session, User user) {
    ctx.answer("user", user);
    return commit(session);
  }

  private int flushes() {
    return stock.calls.size();
  }

  private boolean isWithdrawn() {
    return response.names().contains("removeCookie");
  }

  private void failing() {
    stock.answer("flush", Future.failedFuture(cause));
  }

  @Test
  void sessionOfAnotherHandler_isLeftToIt() {
    assertThat(commit(null).run(true).succeeded()).isTrue();
    assertThat(commit(new Noted<>(Session.class).object).run(true).succeeded()).isTrue();
    assertThat(flushes()).isZero();
  }

  @Test
  void l1_destroyedSession_isDeletedOnce_andToldOf() {
    RedisSession session = made.loaded();
    session.destroy();
    SessionCommit commit = commit(session);
    assertThat(commit.run(false).succeeded()).isTrue();
    assertThat(commit.run(false).succeeded()).isTrue();
    assertThat(stock.calls).containsExactly(new Noted.Call("flush", List.of(ctx.object, true)));
    assertThat(isWithdrawn()).isFalse();
    assertThat(recorder.events(AuditEvent.SESSION_LOGGED_OUT.spelling())).hasSize(1);
  }

  @Test
  void destroyedSessionThatRedisNeverHeld_isNotDeleted() {
    RedisSession session = made.fresh();
    session.destroy();
    assertThat(commit(session).run(true).succeeded()).isTrue();
    assertThat(flushes()).isZero();
  }

  @Test
  void l1_sessionThatIsDestroyedWhileItIsCreated_isDeleted() {
    RedisSession session = made.fresh();
    SessionCommit commit = commit(session);
    stock.answer("flush", Promise.promise().future());
    commit.run(true);
    session.destroy();
    commit.run(true);
    assertThat(flushes()).isEqualTo(2);
  }

  @Test
  void d4_deletionThatFails_isTriedAgain_andTakesTheCookieOut() {
    RedisSession session = made.loaded();
    session.destroy();
    SessionCommit commit = commit(session);
    failing();
    assertThat(commit.run(true).cause()).isSameAs(cause);
    assertThat(isWithdrawn()).isTrue();
    commit.run(true);
    assertThat(flushes()).isEqualTo(2);
    assertThat(recorder.events(AuditEvent.SESSION_LOGGED_OUT.spelling())).isEmpty();
  }

  @Test
  void newSession_isToldOf_whenItIsStored() {
    for (boolean stored : new boolean[] {false, true}) {
      RedisSession session = made.fresh();
      Promise<Void> flushed = Promise.promise();
      stock.answer("flush", flushed.future());
      commit(session).run(false);
      if (stored) {
        made.saved(session);
      }
      flushed.complete();
      assertThat(recorder.events(AuditEvent.SESSION_CREATED.spelling())).hasSize(stored ? 1 : 0);
    }
    commit(made.loaded()).run(false);
    assertThat(recorder.events(AuditEvent.SESSION_CREATED.spelling())).hasSize(1);
    assertThat(recorder.events(AuditEvent.SESSION_RENEWED.spelling())).isEmpty();
  }

  @Test
  void d4_cookieOfAnIdThatWasNotStored_doesNotLeave() {
    failing();
    assertThat(commit(made.fresh()).run(true).cause()).isSameAs(cause);
    assertThat(isWithdrawn()).isTrue();
    response.calls.clear();
    commit(made.loaded()).run(true);
    assertThat(isWithdrawn()).as("its client has the cookie").isFalse();
    RedisSession renewed = made.loaded();
    renewed.regenerateId();
    commit(renewed).run(true);
    assertThat(isWithdrawn()).isTrue();
    response.answer("headWritten", true).calls.clear();
    commit(made.fresh()).run(true);
    assertThat(isWithdrawn()).as("it has left").isFalse();
  }

  @Test
  void storeThatThrows_failsTheFuture() {
    ctx.answer("response", null);
    assertThat(commit(made.loaded()).run(false).cause()).isInstanceOf(NullPointerException.class);
    assertThat(flushes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"199, true", "200, false", "399, false", "400, true", "500, true"})
  void t9_underAnError_attributesAreDropped(int status, boolean dropped) {
    response.answer("getStatusCode", status);
    RedisSession known = made.loaded();
    known.put("n", 2);
    commit(known).run(false);
    assertThat(flushes()).isEqualTo(1);
    assertThat(known.<Integer>get("n")).isEqualTo(dropped ? 1 : 2);
    commit(made.fresh().put("n", 2)).run(false);
    assertThat(flushes()).as("a new one").isEqualTo(dropped ? 1 : 2);
  }

  @Test
  void t9_underAnError_attributesAreKept_ifThatIsAskedFor() {
    response.answer("getStatusCode", 500);
    RedisSession session = made.loaded();
    session.put("n", 2);
    commit(session).run(true);
    assertThat(session.<Integer>get("n")).isEqualTo(2);
    rules.setSaveOnError(true);
    commit(session).run(false);
    assertThat(session.<Integer>get("n")).isEqualTo(2);
    commit(made.fresh().put("n", 2)).run(false);
    assertThat(flushes()).isEqualTo(3);
  }

  @Test
  void f1_underAnError_aLoginIsStored() {
    response.answer("getStatusCode", 500);
    RedisSession session = made.fresh();
    commitOf(session, User.fromName("alice")).run(false);
    assertThat(flushes()).isEqualTo(1);
    assertThat(session.isRegenerated()).isTrue();
  }

  @Test
  void whatCouldNotBeStored_isNotTriedAgainUnderItsErrorPage() {
    failing();
    SessionCommit commit = commit(made.loaded());
    commit.run(true);
    response.answer("getStatusCode", 500);
    assertThat(commit.run(false).succeeded()).isTrue();
    assertThat(flushes()).isEqualTo(1);
    response.answer("getStatusCode", 200);
    commit.run(false);
    assertThat(flushes()).isEqualTo(2);
  }

  @Test
  void lazy_sessionThatNobodyWroteTo_isNotStored() {
    rules.setLazy(true);
    commit(made.fresh()).run(true);
    assertThat(flushes()).isZero();
    commit(made.fresh().put("n", 1)).run(true);
    commit(made.fresh().regenerateId()).run(true);
    commit(made.loaded()).run(true);
    commitOf(made.fresh(), User.fromName("alice")).run(true);
    assertThat(flushes()).isEqualTo(4);
    rules.setLazy(false);
    commitOf(made.fresh(), null).run(true);
    assertThat(flushes()).isEqualTo(5);
  }

  @Test
  void f6_requestWithAnIdThatWasRotatedAway_createsNoSession_unlessItLogsIn() {
    SessionCommit late = commit(made.fresh());
    assertThat(late.isLate()).isFalse();
    late.foundLate();
    assertThat(late.isLate()).isTrue();
    assertThat(late.run(true).cause()).isInstanceOf(SessionGoneException.class);
    assertThat(flushes()).isZero();
    ctx.answer("user", User.fromName("alice"));
    assertThat(late.run(true).succeeded()).isTrue();
    assertThat(flushes()).isEqualTo(1);
  }

  @Test
  void f1_userThatAnotherHandlerBrought_getsANewId() {
    RedisSession session = made.loaded();
    commitOf(session, User.fromName("alice")).run(true);
    assertThat(session.isRegenerated()).isTrue();
    assertThat(ctx.calls)
        .contains(new Noted.Call("put", List.of("__vertx.session-storeuser", true)));
    ctx.calls.clear();
    RedisSession anonymous = made.loaded();
    commitOf(anonymous, null).run(true);
    assertThat(anonymous.isRegenerated()).isFalse();
    assertThat(ctx.calls)
        .contains(new Noted.Call("put", List.of("__vertx.session-storeuser", false)));
  }

  @Test
  void f1_setUser_renewsTheSession_andTakesTheCookieOutIfItFails() {
    User alice = User.fromName("alice");
    stock.answer("setUser", Future.succeededFuture());
    RedisSession session = made.loaded();
    assertThat(commit(session).setUser(alice).succeeded()).isTrue();
    assertThat(session.isRegenerated()).isTrue();
    assertThat(isWithdrawn()).isFalse();
    assertThat(recorder.events(AuditEvent.SESSION_RENEWED.spelling())).hasSize(1);

    stock.answer("setUser", Future.failedFuture(cause)).calls.clear();
    RedisSession other = made.loaded();
    SessionCommit failing = commit(other);
    assertThat(failing.setUser(alice).cause()).isSameAs(cause);
    assertThat(isWithdrawn()).isTrue();
    response.answer("getStatusCode", 500);
    failing.run(false);
    assertThat(stock.names()).containsExactly("setUser");

    assertThat(commit(null).setUser(alice).cause()).as("the stock one's").isSameAs(cause);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void newSession_replacesOneThatWasNeverStored(boolean destroyed) {
    RedisSession old = made.fresh();
    if (destroyed) {
      old.destroy();
    }
    RedisSession next = made.fresh();
    stock.answer("newSession", next);
    SessionCommit commit = commit(old);
    assertThat(commit.newSession()).isSameAs(next);
    assertThat(old.isDestroyed()).isTrue();
    assertThat(stock.names()).containsExactly("newSession");

    next.destroy();
    ctx.answer("session", next);
    commit.run(true);
    assertThat(stock.names())
        .as("its creation may be under way")
        .containsExactly("newSession", "flush");
  }

  @Test
  void cookieOfAnEarlierRotation_isNoneWithoutOne() {
    assertThat(commit(made.loaded()).storedCookie()).isNull();
  }
}
