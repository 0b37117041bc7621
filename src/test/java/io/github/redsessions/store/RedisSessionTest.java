package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a session knows of itself between its load and its puts. */
class RedisSessionTest {

  private final SessionUnderTest under = new SessionUnderTest();

  @Test
  void newSession_hasTheTimeoutAndTheAccess_thatItsStoreWasAskedFor() {
    RedisSession session = under.fresh();
    assertThat(session.timeout()).isEqualTo(60_000);
    assertThat(session.lastAccessed()).isEqualTo(under.clock.millis());
    assertThat(session.ids().isStored()).isFalse();
    assertThat(session.isDestroyed()).isFalse();
    assertThat(session.isEmpty()).isTrue();
    assertThat(session.handle()).isEqualTo(session.ids().current().handle());
    assertThat(session.oldId()).isNull();
    under.clock.advance(Duration.ofSeconds(1));
    session.setAccessed();
    assertThat(session.lastAccessed()).isEqualTo(under.clock.millis());
  }

  @Test
  void f5_destroyedSession_takesAndHoldsNothing() {
    RedisSession session = under.loaded(Map.of("a", "1"));
    session.put("b", 2);
    session.regenerateId();
    session.destroy();

    assertThat(session.isDestroyed()).isTrue();
    assertThat(session.isRegenerated()).isFalse();
    assertThat(session.ids().current()).isEqualTo(session.ids().stored());
    assertThat(session.isEmpty()).isTrue();
    assertThat(session.<Object>get("a")).isNull();
    assertThat(session.data()).isEmpty();
    assertThatThrownBy(() -> session.put("a", 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.putIfAbsent("a", 1)).isInstanceOf(IllegalStateException.class);
    String id = session.id();
    assertThat(session.regenerateId().id()).isEqualTo(id);
  }

  @Test
  void revert_takesBackAllButTheUser() {
    RedisSession session = under.loaded(Map.of("a", "1", "b", "2"));
    session
        .put("a", 7)
        .put("c", 3)
        .put(UserCodec.ATTRIBUTE, SessionUnderTest.holder(SessionUnderTest.ALICE));
    session.remove("b");
    session.revertAttributes();
    assertThat(session.data()).containsOnlyKeys("a", "b", UserCodec.ATTRIBUTE);
    assertThat(session.<Integer>get("a")).isEqualTo(1);

    under.saved(session, 6);
    session.user().drop();
    session.revertAttributes();
    assertThat(session.content().changes().removes()).containsExactly(UserCodec.ATTRIBUTE);
  }

  @Test
  void mapOfAllValues_holdsThemRead_andChangesOfThemCount() {
    RedisSession session = under.loaded(Map.of("list", "[1]", "n", "1"));
    assertThat(session.data().get("list")).isEqualTo(new JsonArray().add(1));
    assertThat(session.data().get("list")).isSameAs(session.<Object>get("list"));
    session.<JsonArray>get("list").add(2);
    assertThat(session.content().changes().sets()).isEqualTo(Map.of("list", "[1,2]"));
    session.putIfAbsent("n", 2).putIfAbsent("m", 3).computeIfAbsent("n", name -> 4);
    assertThat(session.content().changes().sets()).isEqualTo(Map.of("list", "[1,2]", "m", "3"));
    assertThat(session.isEmpty()).isFalse();
    assertThat(session.<Integer>remove("n")).isEqualTo(1);
    assertThat(session.<Integer>remove("n")).isNull();
    assertThat(session.content().changes().removes()).containsExactly("n");
  }
}
