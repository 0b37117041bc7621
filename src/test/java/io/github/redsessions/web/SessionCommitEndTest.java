package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a session that is destroyed, or replaced by another one, is deleted. Row L1. */
class SessionCommitEndTest extends SessionCommitFixture {

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
}
