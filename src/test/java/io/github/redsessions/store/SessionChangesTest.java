package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionTooLargeException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a save writes, and when it is too much. Row S7. */
class SessionChangesTest {

  private final SessionChanges changes = new SessionChanges();

  /** The text of an attribute that has this many bytes together with its name of one byte. */
  private static String text(int bytes) {
    return "x".repeat(bytes - 1);
  }

  @Test
  void s7_lastByteThatIsAllowed_isAllowed_andOneMoreIsNot() {
    changes.add("a", text(60), null);
    changes.checkSize(Map.of("b", text(40)), 100);

    SessionChanges more = new SessionChanges();
    more.add("a", text(61), null);
    assertThatThrownBy(() -> more.checkSize(Map.of("b", text(40)), 100))
        .isInstanceOfSatisfying(
            SessionTooLargeException.class, e -> assertThat(e.largest()).isEqualTo("a"))
        .hasMessageContainingAll("101 bytes", "allows 100", "a with 61 bytes");
  }

  @Test
  void s7_whatIsTooLargeAlready_mayShrinkAndStay_butNotGrow() {
    Map<String, String> stored = Map.of("a", text(90), "b", text(60));
    for (int allowed : new int[] {59, 60}) {
      SessionChanges smaller = new SessionChanges();
      smaller.add("b", "y" + text(allowed - 1), stored.get("b"));
      assertThatCode(() -> smaller.checkSize(stored, 100)).doesNotThrowAnyException();
    }
    changes.add("b", text(61), stored.get("b"));
    assertThatThrownBy(() -> changes.checkSize(stored, 100))
        .isInstanceOf(SessionTooLargeException.class);
  }

  @Test
  void removedAttribute_givesItsRoom() {
    changes.remove("b");
    changes.add("a", text(60), null);
    assertThatCode(() -> changes.checkSize(Map.of("b", text(80)), 100)).doesNotThrowAnyException();
  }

  @Test
  void whoGetsOverHalf_isToldOfOnce() {
    changes.add("a", text(51), text(50));
    changes.checkSize(Map.of("a", text(50)), 100);
    assertThat(changes.large("handle", 100))
        .isEqualTo(new LargeSession("handle", 51, 100, "a", 51));

    SessionChanges half = new SessionChanges();
    half.add("a", text(50), null);
    half.checkSize(Map.of(), 100);
    assertThat(half.large("handle", 100)).isNull();

    SessionChanges overAlready = new SessionChanges();
    overAlready.add("a", text(52), text(51));
    overAlready.checkSize(Map.of("a", text(51)), 100);
    assertThat(overAlready.large("handle", 100)).isNull();
  }

  @Test
  void onlyARewrite_needsTheNewestRecord_andItWritesNothingTwice() {
    changes.add("set", "2", "1");
    changes.add("same", "1", "1");
    changes.remove("gone");
    assertThat(changes.needNewest()).isFalse();
    assertThat(changes.texts()).isEqualTo(Map.of("set", "2"));

    changes.rewrite(
        Map.of("set", "1", "gone", "1", "kept", "1", "not", "1"), n -> !n.equals("not"));
    changes.seal((name, text) -> name + "=" + text);
    assertThat(changes.needNewest()).isTrue();
    assertThat(changes.texts()).isEqualTo(Map.of("set", "set=2", "kept", "kept=1"));
    assertThat(changes.sets()).isEqualTo(Map.of("set", "2"));
    assertThat(changes.removes()).containsExactly("gone");
  }
}
