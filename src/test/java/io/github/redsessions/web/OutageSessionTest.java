package io.github.redsessions.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionUnavailableException;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A session that can't be read holds nothing, says nothing, and refuses every change. Row D3. */
class OutageSessionTest {

  private final Noted<Session> unstored =
      new Noted<>(Session.class)
          .answer("id", "the id")
          .answer("timeout", 1_800_000L)
          .answer("lastAccessed", 1_234L);
  private final OutageSession session = new OutageSession(unstored.object);

  @Test
  void d3_changes_areRefusedWith503() {
    List<ThrowingCallable> changes =
        List.of(
            () -> session.put("n", 1),
            () -> session.putIfAbsent("n", 1),
            () -> session.computeIfAbsent("n", key -> 1),
            () -> session.remove("n"),
            () -> session.data().put("n", 1),
            () -> session.data().putAll(Map.of("n", 1)),
            session::destroy);
    for (ThrowingCallable change : changes) {
      assertThatThrownBy(change)
          .isInstanceOfSatisfying(
              HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(503))
          .hasCauseInstanceOf(SessionUnavailableException.class);
    }
    assertThat(unstored.calls).isEmpty();
  }

  @Test
  void d3_reads_findNothing() {
    assertThat(session.<Object>get("n")).isNull();
    assertThat(session.data()).isEmpty();
    assertThat(session.isEmpty()).isTrue();
    assertThat(session.isDestroyed()).isFalse();
    assertThat(session.oldId()).isNull();
  }

  @Test
  void d3_newId_isNotedForTheAnswer_andNotGiven() {
    assertThat(session.isRenewed()).isFalse();
    assertThat(session.regenerateId()).isSameAs(session);
    assertThat(session.isRenewed()).isTrue();
    assertThat(session.isRegenerated()).isFalse();
    assertThat(session.id()).isEqualTo("the id");
  }

  @Test
  void idAndTimes_areThoseOfASessionThatNobodyElseHas() {
    assertThat(session.timeout()).isEqualTo(1_800_000);
    assertThat(session.lastAccessed()).isEqualTo(1_234);
    session.setAccessed();
    assertThat(unstored.names()).containsExactly("timeout", "lastAccessed", "setAccessed");
  }
}
