package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.SessionGoneException;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Promise;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When a session is stored, and what becomes of its cookie if it can't be. Rows F4, F6, T9; {@code
 * SessionCommitIT} has it with a Redis.
 */
class SessionCommitTest extends SessionCommitFixture {

  @Test
  void sessionOfAnotherHandler_isLeftToIt() {
    assertThat(commit(null).run(true).succeeded()).isTrue();
    assertThat(commit(new Noted<>(Session.class).object).run(true).succeeded()).isTrue();
    assertThat(flushes()).isZero();
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
  void cookieOfAnEarlierRotation_isNoneWithoutOne() {
    assertThat(commit(made.loaded()).storedCookie()).isNull();
  }
}
