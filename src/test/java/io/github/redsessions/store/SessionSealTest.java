package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.EncryptionConfig;
import io.github.redsessions.config.EncryptionConfig.EncryptionKey;
import io.github.redsessions.config.EncryptionConfig.Mode;
import io.github.redsessions.config.Secret;
import io.github.redsessions.testkit.MutableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is encrypted, decrypted and encrypted again with what. Rows S2 to S6. */
class SessionSealTest {

  private static final EncryptionKey FIRST = new EncryptionKey("a", new Secret("1".repeat(32)));
  private static final EncryptionKey SECOND = new EncryptionKey("b", new Secret("2".repeat(32)));

  private final SessionUnderTest under = new SessionUnderTest();
  private final MutableClock clock = under.clock;
  private final RandomBytes random = new SecureRandom()::nextBytes;
  private final SessionToken token = SessionToken.generate(random, 0);

  private SessionRules rules(Mode mode, @Nullable Instant plaintextUntil, EncryptionKey... keys) {
    SessionRules plain = under.rules;
    return new SessionRules(
        plain.config(),
        plain.keyRing(),
        new SealKeys(new EncryptionConfig(mode, List.of(keys), plaintextUntil)),
        clock,
        plain.random(),
        plain.values(),
        plain.largeSessions());
  }

  private SessionRules rules(Mode mode, EncryptionKey... keys) {
    return rules(mode, null, keys);
  }

  /** What Redis holds of attributes that were saved under these rules. */
  private Map<String, String> stored(SessionRules rules, Map<String, String> attributes) {
    return written(new SessionSeal(rules), attributes, token);
  }

  private static Map<String, String> written(
      SessionSeal seal, Map<String, String> attributes, SessionToken sent) {
    SessionChanges changes = new SessionChanges();
    attributes.forEach((name, text) -> changes.add(name, text, null));
    seal.seal(changes, Map.of(), sent, false);
    return changes.texts();
  }

  /** What a rotation writes of a session in which nothing else has changed. */
  private static SessionChanges rotation(
      SessionSeal seal, Map<String, String> attributes, SessionToken sent) {
    SessionChanges changes = new SessionChanges();
    seal.seal(changes, attributes, sent, true);
    return changes;
  }

  private void assertUnreadable(
      Unreadable reason, SessionRules rules, Map<String, String> stored, SessionToken opener) {
    assertThatThrownBy(() -> new SessionSeal(rules).open(stored, opener))
        .isInstanceOfSatisfying(
            UnreadableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void withoutEncryption_storedTextsAreTakenAsTheyAre() {
    SessionSeal seal = new SessionSeal(rules(Mode.NONE));
    Map<String, String> plain = Map.of("a", "1");
    assertThat(seal.open(plain, token)).isSameAs(plain);
    assertThat(written(seal, plain, token)).isEqualTo(plain);
    assertThat(rotation(seal, plain, token).texts()).isEmpty();
    assertThat(new SessionSeal(rules(Mode.KEY, FIRST)).open(Map.of(), token)).isEmpty();
  }

  @Test
  void s2_whatIsSealed_isOpenedByTheSameRules_andShowsNothing() {
    Map<String, String> attributes = Map.of("a", "\"alice\"", "b", "\"é\"");
    for (SessionRules rules :
        List.of(rules(Mode.KEY, FIRST), rules(Mode.COOKIE), rules(Mode.COOKIE, FIRST))) {
      Map<String, String> stored = stored(rules, attributes);
      assertThat(stored.values())
          .allSatisfy(text -> assertThat(text).startsWith("~sealed:").doesNotContain("alice"));
      assertThat(new SessionSeal(rules).open(stored, token)).isEqualTo(attributes);
    }
  }

  /** Row S3: a value belongs to one attribute of one session. */
  @Test
  void s3_valueElsewhere_isDamaged() {
    for (SessionRules rules : List.of(rules(Mode.KEY, FIRST), rules(Mode.COOKIE))) {
      Map<String, String> stored = stored(rules, Map.of("a", "1"));
      assertUnreadable(Unreadable.DAMAGED, rules, Map.of("b", stored.get("a")), token);
      assertUnreadable(Unreadable.DAMAGED, rules, stored, SessionToken.generate(random, 0));
    }
    SessionRules cookie = rules(Mode.COOKIE);
    assertUnreadable(
        Unreadable.DAMAGED, cookie, stored(cookie, Map.of("a", "1")), token.withNewSecret(random));
    assertUnreadable(
        Unreadable.KEY,
        rules(Mode.KEY, SECOND),
        stored(rules(Mode.KEY, FIRST), Map.of("a", "1")),
        token);
  }

  @Test
  void s6_plaintext_isReadUntilTheDate_andWithoutEncryptionAmongWhatIsSealed() {
    Instant until = clock.instant().plus(Duration.ofSeconds(1));
    SessionRules dated = rules(Mode.KEY, until, FIRST);
    Map<String, String> plain = Map.of("a", "1");
    assertThat(new SessionSeal(dated).open(plain, token)).isEqualTo(plain);
    clock.advance(Duration.ofSeconds(1));
    assertUnreadable(Unreadable.PLAINTEXT, dated, plain, token);
    assertUnreadable(Unreadable.PLAINTEXT, rules(Mode.COOKIE), plain, token);

    Map<String, String> mixed = new HashMap<>(plain);
    mixed.putAll(stored(dated, Map.of("b", "2")));
    assertThat(new SessionSeal(rules(Mode.NONE, FIRST)).open(mixed, token))
        .isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void s4_rotation_writesAgainWhatAnOlderKeySealed_andOnlyOnce() {
    Map<String, String> stored = new HashMap<>();
    stored.putAll(stored(rules(Mode.KEY, FIRST), Map.of("old", "1", "gone", "2", "set", "3")));
    stored.putAll(stored(rules(Mode.KEY, SECOND), Map.of("new", "4")));
    SessionRules rules = rules(Mode.KEY, SECOND, FIRST);
    SessionSeal seal = new SessionSeal(rules);
    Map<String, String> attributes = seal.open(stored, token);

    SessionChanges save = new SessionChanges();
    seal.seal(save, attributes, token, false);
    assertThat(save.texts()).isEmpty();

    SessionChanges changes = new SessionChanges();
    changes.remove("gone");
    changes.add("set", "5", "3");
    seal.seal(changes, attributes, token, true);
    assertThat(changes.texts()).containsOnlyKeys("old", "set");
    assertThat(changes.needNewest()).isTrue();
    assertThat(changes.texts().values())
        .allSatisfy(text -> assertThat(text).startsWith("~sealed:key:b:"));
    assertThat(new SessionSeal(rules).open(changes.texts(), token))
        .isEqualTo(Map.of("old", "1", "set", "5"));

    seal.saved(changes, token);
    assertThat(rotation(seal, attributes, token).texts()).isEmpty();
  }

  @Test
  void s4_whatWasPlain_isSealedByTheNextRotation() {
    SessionSeal seal = new SessionSeal(rules(Mode.KEY, Instant.MAX, FIRST));
    Map<String, String> attributes = seal.open(Map.of("a", "1"), token);
    SessionChanges changes = rotation(seal, attributes, token);
    assertThat(changes.texts().get("a")).startsWith("~sealed:key:a:");
    seal.saved(changes, token);
    assertThat(rotation(seal, attributes, token).texts()).isEmpty();
  }

  @Test
  void whatWasSealed_isPlainAfterARotationWithoutEncryption() {
    Map<String, String> stored = stored(rules(Mode.KEY, FIRST), Map.of("a", "1"));
    SessionSeal seal = new SessionSeal(rules(Mode.NONE, FIRST));
    Map<String, String> attributes = seal.open(stored, token);
    assertThat(rotation(seal, attributes, token).texts()).isEqualTo(Map.of("a", "1"));
  }

  /** Row F9: the new secret is what opens the values from then on. */
  @Test
  void f9_rotationInModeCookie_sealsEverythingForTheNewSecret() {
    SessionRules rules = rules(Mode.COOKIE);
    SessionSeal seal = new SessionSeal(rules);
    Map<String, String> attributes = Map.of("a", "1", "b", "2");
    Map<String, String> stored = written(seal, attributes, token);
    assertThat(seal.open(stored, token)).isEqualTo(attributes);

    SessionToken rotated = token.withNewSecret(random);
    SessionChanges changes = rotation(seal, attributes, rotated);
    assertThat(new SessionSeal(rules).open(changes.texts(), rotated)).isEqualTo(attributes);
    assertUnreadable(Unreadable.DAMAGED, rules, changes.texts(), token);

    seal.saved(changes, rotated);
    Map<String, String> later = written(seal, Map.of("c", "3"), rotated);
    assertThat(new SessionSeal(rules).open(later, rotated)).isEqualTo(Map.of("c", "3"));
  }

  /** What the second read finds outdated has nothing to do with the first. */
  @Test
  void newestRecord_isJudgedAnew() {
    SessionSeal seal = new SessionSeal(rules(Mode.KEY, SECOND, FIRST));
    seal.open(stored(rules(Mode.KEY, FIRST), Map.of("a", "1")), token);
    Map<String, String> attributes =
        seal.open(stored(rules(Mode.KEY, SECOND), Map.of("a", "1")), token);
    assertThat(rotation(seal, attributes, token).texts()).isEmpty();
    seal.open(stored(rules(Mode.KEY, FIRST), Map.of("a", "1")), token);
    assertThat(seal.open(Map.of(), token)).isEmpty();
    assertThat(rotation(seal, attributes, token).texts()).isEmpty();
  }
}
