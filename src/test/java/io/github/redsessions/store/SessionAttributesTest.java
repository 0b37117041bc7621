package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.SessionTooLargeException;
import io.github.redsessions.config.EncryptionConfig;
import io.github.redsessions.config.EncryptionConfig.Mode;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept of attributes besides their values: their texts, their sizes, their masks. */
class SessionAttributesTest {

  private final SessionUnderTest under = new SessionUnderTest();
  private final RandomBytes random = new SecureRandom()::nextBytes;
  private final SessionIds ids =
      new SessionIds(SessionToken.generate(random, 65), null, under.rules);

  private SessionAttributes attributes(Map<String, String> stored) {
    return new SessionAttributes(stored, ids, under.rules, 50);
  }

  private static String text(int length) {
    return "x".repeat(length - 2);
  }

  /** Whatever gives room gives it at once. Row S7. */
  @Test
  void s7_everyWayToTakeAway_givesRoom() {
    SessionAttributes attributes = attributes(Map.of("a", "1"));
    attributes.put("big", text(40));
    assertThatThrownBy(() -> attributes.put("next", text(40)))
        .isInstanceOf(SessionTooLargeException.class);
    attributes.drop("big");
    attributes.put("next", text(40));
    assertThat(attributes.remove("next")).isEqualTo(text(40));
    attributes.put("more", text(40));
    attributes.retain(Set.of("a"));
    attributes.put("next", text(40));
    attributes.revert("a");
    attributes.put("more", text(40));
    attributes.clear();
    assertThat(attributes.isEmpty()).isTrue();
    attributes.put("next", text(40));
    attributes.rebase(Map.of(), ids.current());
    assertThatThrownBy(() -> attributes.put("more", text(40)))
        .isInstanceOf(SessionTooLargeException.class);
  }

  @Test
  void valueThatIsThere_isNotPutAgain_andRefusedLikeAnyOther() {
    SessionAttributes attributes = attributes(Map.of("a", "1"));
    attributes.putIfAbsent("a", 2);
    assertThat(attributes.get("a")).isEqualTo(1);
    assertThat(attributes.isEmpty()).isFalse();
    assertThatThrownBy(() -> attributes.putIfAbsent("a", new Object()))
        .isInstanceOf(IllegalArgumentException.class);
    attributes.putIfAbsent("b", 3);
    assertThat(attributes.changes(50, false).sets()).isEqualTo(Map.of("b", "3"));
  }

  /** Row S1: what is unchanged keeps the mask of the id that it was stored under. */
  @Test
  void s1_masks_areThoseOfTheIdThatStoredThem() {
    SessionToken first = ids.current();
    SessionAttributes attributes = attributes(Map.of());
    JsonObject held = new JsonObject().put("t", first.secret());
    SessionAttributes roomy = new SessionAttributes(Map.of(), ids, under.rules, 1_000);
    roomy.put("text", "/" + first.secret());
    roomy.put("held", held);
    SessionChanges changes = roomy.changes(1_000, false);
    assertThat(changes.sets().values())
        .allSatisfy(
            text ->
                assertThat(text)
                    .startsWith("~own:" + first.secretHash())
                    .doesNotContain(first.secret()));
    roomy.saved(changes, first);
    assertThat(roomy.stored("text")).isEqualTo("\"/" + first.secret() + "\"");

    ids.renew();
    SessionToken next = ids.current();
    assertThat(roomy.changes(1_000, true).isEmpty()).isTrue();
    held.put("u", next.secret());
    SessionChanges later = roomy.changes(1_000, true);
    assertThat(later.sets()).containsOnlyKeys("held");
    assertThat(later.sets().get("held"))
        .startsWith("~own:" + next.secretHash())
        .doesNotContain(next.secret());
    assertThat(attributes.isEmpty()).isTrue();
  }

  /** Rows S2 and S4: what Redis gets is encrypted, and by the newest key once it is written. */
  @Test
  void s2_changes_areSealed_andWhatWasSealedIsNotWrittenAgain() {
    EncryptionConfig encryption = new EncryptionConfig(Mode.COOKIE, List.of(), null);
    SessionRules plain = under.rules;
    SessionRules rules =
        new SessionRules(
            plain.config(),
            plain.keyRing(),
            new SealKeys(encryption),
            plain.clock(),
            plain.random(),
            plain.values(),
            plain.largeSessions());
    SessionAttributes attributes = new SessionAttributes(Map.of(), ids, rules, 1_000);
    attributes.put("name", "alice");
    SessionChanges changes = attributes.changes(1_000, false);
    assertThat(changes.texts().get("name")).startsWith("~sealed:").doesNotContain("alice");
    attributes.saved(changes, ids.current());
    assertThat(attributes.changes(1_000, false).texts()).isEmpty();

    ids.renew();
    SessionChanges rotation = attributes.changes(1_000, true);
    assertThat(rotation.texts()).containsOnlyKeys("name");
    assertThat(rotation.needNewest()).isTrue();
    assertThat(rotation.isEmpty()).isTrue();
  }
}
