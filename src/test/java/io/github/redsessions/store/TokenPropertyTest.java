package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.CookieConfig.SigningKey;
import io.github.redsessions.config.Secret;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** One session has one spelling, and nobody but the owner of a key has another. Rows G3, C10. */
class TokenPropertyTest {

  private final KeyRing ring =
      new KeyRing(
          List.of(
              new SigningKey("k2", new Secret("the-new-key-0123456789-0123456789-0123456789")),
              new SigningKey("k1", new Secret("the-old-key-0123456789-0123456789-0123456789"))));

  @Property(edgeCases = EdgeCasesMode.NONE)
  void token_isReadAsWhatWasWritten(
      @ForAll @Size(48) byte[] random, @ForAll @IntRange(max = 200) int minLength) {
    SessionToken token = SessionToken.generate(new Given(random)::next, minLength);
    assertThat(token.text()).matches("[A-Za-z0-9_-]{65}~*").hasSizeGreaterThan(minLength);
    assertThat(SessionToken.parse(token.text())).isEqualTo(token);
    assertThat(token.hasHash(token.secretHash())).isTrue();
    assertThat(token.toString()).doesNotContain(token.handle(), token.secret());
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void g3_changedToken_isAnotherOrNone(
      @ForAll @Size(48) byte[] random,
      @ForAll @IntRange(max = 64) int at,
      @ForAll("chars") char c) {
    SessionToken token = SessionToken.generate(new Given(random)::next, 16);
    SessionToken changed = SessionToken.parse(with(token.text(), at, c));
    boolean same = token.text().charAt(at) == c;
    assertThat(
            changed != null
                && changed.hasHash(token.secretHash())
                && changed.handle().equals(token.handle()))
        .isEqualTo(same);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void c10_changeOfAnyCharacter_isRefused(
      @ForAll @Size(48) byte[] random, @ForAll("places") int place, @ForAll("chars") char c) {
    String signed = ring.sign(SessionToken.generate(new Given(random)::next, 16).text());
    int at = place % signed.length();
    String changed = with(signed, at, c);
    assertThat(ring.verify(changed) != null).isEqualTo(changed.equals(signed));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void c10_missingOrAddedText_isRefused(
      @ForAll @Size(48) byte[] random, @ForAll("places") int place, @ForAll("chars") char c) {
    String signed = ring.sign(SessionToken.generate(new Given(random)::next, 16).text());
    int at = place % signed.length();
    assertThat(ring.verify(signed)).isNotNull();
    assertThat(ring.verify(signed.substring(0, at) + signed.substring(at + 1))).isNull();
    assertThat(ring.verify(signed.substring(0, at) + c + signed.substring(at))).isNull();
    assertThat(ring.verify(signed + c)).isNull();
    assertThat(ring.verify(signed.substring(0, at))).isNull();
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void secretThatSomebodyPuts_isNotStored_andComesBack(
      @ForAll @Size(48) byte[] random, @ForAll("pieces") List<String> pieces) {
    SessionToken token = SessionToken.generate(new Given(random)::next, 16);
    String text = String.join(token.secret(), pieces);
    String stored = SecretMask.cover(text, token);
    assertThat(stored).doesNotContain(token.secret());
    assertThat(SecretMask.uncover("a", stored, token)).isEqualTo(text);

    SessionToken rotated = token.withNewSecret(bytes -> bytes[0]++);
    assertThat(SecretMask.uncover("a", stored, rotated))
        .isEqualTo(String.join(token.secretHash(), pieces));
  }

  @Provide
  Arbitrary<Character> chars() {
    return Arbitraries.oneOf(
        Arbitraries.chars().alpha(),
        Arbitraries.chars().numeric(),
        Arbitraries.of('-', '_', '.', '~', '=', '+', '/', ' ', '\u0000', '\u00e9', '\ud800'));
  }

  @Provide
  Arbitrary<Integer> places() {
    return Arbitraries.integers().between(0, 10_000);
  }

  /** What an encoded value may have around the secret; the first one begins like a value. */
  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.strings()
        .withChars("ab:,~\"\u00e9\ud83d")
        .ofMaxLength(6)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(TokenPropertyTest::prefixed);
  }

  private static List<String> prefixed(List<String> list) {
    List<String> pieces = new ArrayList<>(list);
    pieces.set(0, "\"" + pieces.get(0));
    return pieces;
  }

  private static String with(String text, int at, char c) {
    return text.substring(0, at) + c + text.substring(at + 1);
  }

  /** Random bytes that are given, in turn. */
  private static final class Given {

    private final byte[] given;
    private int next;

    Given(byte[] given) {
      this.given = given;
    }

    void next(byte[] bytes) {
      System.arraycopy(given, next, bytes, 0, bytes.length);
      next += bytes.length;
    }
  }
}
