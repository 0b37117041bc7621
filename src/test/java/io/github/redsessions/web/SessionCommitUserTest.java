package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.AuditEvent;
import io.github.redsessions.store.RedisSession;
import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a commit gives its session a new id for a user. Row F1. */
class SessionCommitUserTest extends SessionCommitFixture {

  @Test
  void f1_underAnError_aLoginIsStored() {
    response.answer("getStatusCode", 500);
    RedisSession session = made.fresh();
    commitOf(session, User.fromName("alice")).run(false);
    assertThat(flushes()).isEqualTo(1);
    assertThat(session.isRegenerated()).isTrue();
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
}
