package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionFormatException;
import io.vertx.ext.web.handler.HttpException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes of asking for an attribute that can't be read. Row D8. */
class UnreadableAttributesTest {

  private final SessionUnderTest under = new SessionUnderTest();

  @Test
  void d8_attributeThatCannotBeRead_isReportedOnce_andThenNothingIsTouched() {
    RedisSession session = under.loaded(Map.of("bad", "{", "worse", "~long:x", "later", "~new:1"));
    assertThatThrownBy(() -> session.get("later"))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(503));
    assertThat(session.content().isSuperseded()).isFalse();
    for (String name : new String[] {"bad", "worse"}) {
      assertThatThrownBy(() -> session.get(name))
          .isInstanceOfSatisfying(
              HttpException.class, e -> assertThat(e.getStatusCode()).isEqualTo(401));
    }
    assertThat(under.unreadable).isEqualTo(1);
    assertThat(session.content().isSuperseded()).isTrue();
    assertThatThrownBy(session::data).isInstanceOf(HttpException.class);
    assertThatThrownBy(() -> session.remove("bad")).isInstanceOf(HttpException.class);
    assertThat(session.content().changes().removes()).containsExactly("bad");
  }

  @Test
  void d8_check_readsTheUser_orAll() {
    RedisSession session = under.loaded(Map.of("bad", "{"));
    session.check(false);
    assertThatThrownBy(() -> session.check(true)).isInstanceOf(SessionFormatException.class);
    RedisSession noUser = under.loaded(Map.of(UserCodec.ATTRIBUTE, "1"));
    assertThatThrownBy(() -> noUser.check(false))
        .isInstanceOf(SessionFormatException.class)
        .hasMessageContaining("is not a user");
  }
}
