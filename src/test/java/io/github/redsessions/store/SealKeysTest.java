package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redsessions.config.EncryptionConfig;
import io.github.redsessions.config.EncryptionConfig.EncryptionKey;
import io.github.redsessions.config.EncryptionConfig.Mode;
import io.github.redsessions.config.Secret;
import io.github.redsessions.store.SealKeys.DataKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which key encrypts what. Rows S3, S4, S5. */
class SealKeysTest {

  private static final EncryptionKey FIRST = new EncryptionKey("a", new Secret("1".repeat(32)));
  private static final EncryptionKey SECOND = new EncryptionKey("b", new Secret("2".repeat(40)));

  private final RandomBytes random = new SecureRandom()::nextBytes;
  private final SessionToken token = SessionToken.generate(random, 0);

  private static SealKeys keys(Mode mode, EncryptionKey... keys) {
    return new SealKeys(new EncryptionConfig(mode, List.of(keys), null));
  }

  @Test
  void s5_everySessionModeAndKey_hasAKeyOfItsOwn() {
    SealKeys ring = keys(Mode.KEY, FIRST, SECOND);
    SessionToken other = SessionToken.generate(random, 0);
    SessionToken rotated = token.withNewSecret(random);
    List<DataKey> keys = new ArrayList<>();
    for (SessionToken each : List.of(token, other)) {
      keys.add(ring.of(Mode.KEY, "a", each));
      keys.add(ring.of(Mode.KEY, "b", each));
    }
    for (SessionToken each : List.of(token, other, rotated)) {
      keys.add(ring.of(Mode.COOKIE, "a", each));
      keys.add(ring.of(Mode.COOKIE, "b", each));
      keys.add(ring.of(Mode.COOKIE, "", each));
    }

    Set<String> different = new HashSet<>();
    keys.forEach(key -> different.add(Arrays.toString(key.key().getEncoded())));
    assertThat(different).hasSize(keys.size());
    assertThat(keys).allSatisfy(key -> assertThat(key.key().getEncoded()).hasSize(32));
  }

  @Test
  void s4_firstKeySeals_allOpen_andAnOtherIsMissing() {
    SealKeys ring = keys(Mode.KEY, FIRST, SECOND);
    DataKey first = ring.first(token);
    assertThat(first.kid()).isEqualTo("a");
    assertThat(ring.isCurrent(Mode.KEY, "a")).isTrue();
    assertThat(ring.isCurrent(Mode.KEY, "b")).isFalse();
    assertThat(ring.isCurrent(Mode.COOKIE, "a")).isFalse();

    ring.replace(List.of(SECOND, FIRST));
    assertThat(ring.first(token).kid()).isEqualTo("b");
    assertThat(ring.of(Mode.KEY, "a", token).key()).isEqualTo(first.key());

    ring.replace(List.of(SECOND));
    assertThatThrownBy(() -> ring.of(Mode.KEY, "a", token))
        .isInstanceOfSatisfying(
            UnreadableException.class, e -> assertThat(e.reason()).isEqualTo(Unreadable.KEY));
  }

  @Test
  void cookie_needsTheSecret_withAndWithoutARing() {
    SessionToken stolen = token.withNewSecret(random);
    assertThat(stolen.handle()).isEqualTo(token.handle());
    for (SealKeys server : List.of(keys(Mode.COOKIE), keys(Mode.COOKIE, FIRST))) {
      assertThat(server.first(stolen).key()).isNotEqualTo(server.first(token).key());
    }
    assertThat(keys(Mode.COOKIE, FIRST).first(token).key())
        .isNotEqualTo(keys(Mode.COOKIE).first(token).key());
  }

  @Test
  void plaintext_countsUntilTheDate_andNeverWithoutOne() {
    Instant until = Instant.parse("2026-12-31T00:00:00Z");
    for (Mode mode : List.of(Mode.KEY, Mode.COOKIE)) {
      SealKeys dated = new SealKeys(new EncryptionConfig(mode, List.of(FIRST), until));
      assertThat(dated.acceptPlaintextAt(until.minusMillis(1))).isTrue();
      assertThat(dated.acceptPlaintextAt(until)).isFalse();
      assertThat(keys(mode, FIRST).acceptPlaintextAt(Instant.MIN)).isFalse();
    }
    assertThat(keys(Mode.NONE).acceptPlaintextAt(until)).isTrue();
  }

  @Test
  void keys_tellNothingOfThemselves() {
    SealKeys ring = keys(Mode.COOKIE, FIRST);
    DataKey key = ring.first(token);
    String encoded = new String(key.key().getEncoded(), StandardCharsets.ISO_8859_1);
    assertThat("" + key + FIRST)
        .doesNotContain("1111", token.secret(), encoded, Arrays.toString(key.key().getEncoded()));
  }

  /** Only mode cookie binds values to the id of the moment. */
  @Test
  void key_staysTheSameAfterARotation_inModeKeyAlone() {
    SessionToken rotated = token.withNewSecret(random);
    SealKeys ring = keys(Mode.KEY, FIRST);
    assertThat(ring.first(rotated).key()).isEqualTo(ring.first(token).key());
    assertThat(ring.first(token).fits(Mode.KEY, "a", rotated)).isTrue();
    assertThat(ring.first(token).fits(Mode.KEY, "b", token)).isFalse();
    assertThat(ring.first(token).fits(Mode.COOKIE, "a", token)).isFalse();

    DataKey ofCookie = keys(Mode.COOKIE, FIRST).first(token);
    assertThat(ofCookie.fits(Mode.COOKIE, "a", token)).isTrue();
    assertThat(ofCookie.fits(Mode.COOKIE, "a", rotated)).isFalse();
    assertThat(ofCookie).hasToString("key of " + token);
  }
}
