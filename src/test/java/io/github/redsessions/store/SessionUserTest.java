package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import org.junit.jupiter.api.Test;

/** Who the user is in Redis, and who it is to be. */
class SessionUserTest {

  private final SessionUnderTest under = new SessionUnderTest();

  @Test
  void user_isTheStoredOne_untilTheNextIsSaved() {
    RedisSession session = under.of(SessionUnderTest.ALICE);
    assertThat(session.user().isStored(SessionUnderTest.ALICE)).isTrue();
    assertThat(session.user().isStored(SessionUnderTest.BOB)).isFalse();
    assertThat(
            session
                .user()
                .isStored(User.create(new JsonObject().put("username", "alice").put("a", 1))))
        .isFalse();
    assertThat(session.user().isOther(SessionUnderTest.ALICE)).isFalse();
    assertThat(session.user().isOther(SessionUnderTest.BOB)).isTrue();
    assertThat(session.user().isUnchanged()).isTrue();
    assertThat(under.fresh().user().isStored(SessionUnderTest.ALICE)).isFalse();
    assertThat(under.fresh().user().isOther(SessionUnderTest.ALICE)).isTrue();

    session.put(UserCodec.ATTRIBUTE, SessionUnderTest.holder(SessionUnderTest.BOB));
    assertThat(session.user().isUnchanged()).isFalse();
    assertThat(session.user().isStored(SessionUnderTest.ALICE)).isTrue();
    assertThat(session.user().current()).contains("bob");
    session.user().drop();
    assertThat(session.user().current()).isNull();
    assertThat(session.user().stored()).contains("alice");
    assertThat(session.content().changes().removes()).containsExactly(UserCodec.ATTRIBUTE);
  }
}
