package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a put takes from Redis and leaves there, and what the session knows of it after. */
class SessionContentTest {

  private final SessionUnderTest under = new SessionUnderTest();

  @Test
  void version_isNotTakenFromAPut_afterWhichOthersHadWritten() {
    RedisSession session = under.loaded(Map.of());
    under.saved(session, 6);
    assertThat(session.version()).isEqualTo(6);
    under.saved(session, 9);
    assertThat(session.version()).isEqualTo(6);
    RedisSession fresh = under.fresh();
    under.saved(fresh, 4);
    assertThat(fresh.version()).isEqualTo(4);
  }

  @Test
  void rebase_takesOverWhatOthersWrote_andKeepsWhatIsChangedHere() {
    RedisSession session =
        under.loaded(Map.of("mine", "1", "theirs", "1", "gone", "1", "same", "1"));
    session.put("mine", 2).put("new", 1);
    session
        .content()
        .rebase(
            under.record(
                session.ids().current(),
                8,
                Map.of("mine", "9", "theirs", "9", "same", "1", "other", "9")),
            session.ids().current());
    assertThat(session.version()).isEqualTo(8);
    assertThat(session.data())
        .isEqualTo(Map.of("mine", 2, "theirs", 9, "same", 1, "new", 1, "other", 9));
    assertThat(session.content().changes().sets()).containsOnlyKeys("mine", "new");
    assertThat(session.content().changes().removes()).isEmpty();
  }

  @Test
  void f6_rebase_afterALogin_bringsNothingBackThatWasDropped() {
    RedisSession session = under.loaded(Map.of("planted", "1"));
    session.login().renew(Set.of("cart"));
    session
        .content()
        .rebase(
            under.record(
                session.ids().current(), 8, Map.of("planted", "1", "late", "2", "cart", "3")),
            session.ids().current());
    assertThat(session.data()).containsOnlyKeys("cart");
    under.saved(session, 9);
    session
        .content()
        .rebase(
            under.record(session.ids().current(), 10, Map.of("cart", "3", "later", "4")),
            session.ids().current());
    assertThat(session.data()).containsOnlyKeys("cart", "later");
  }
}
