package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.Argon2Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PasswordHashTest {

  /** Made by the reference implementation (argon2-cffi 25). */
  @Test
  void matches_aHashOfTheReferenceImplementation() {
    PasswordHash hash =
        parse(
            "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
                + "$rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk");

    assertThat(hash.matches("correct horse")).isTrue();
    assertThat(hash.matches("correct horsf")).isFalse();
    assertThat(hash.matches("")).isFalse();
  }

  /** Made by the reference implementation (argon2-cffi 25). */
  @Test
  void matches_withSeveralLanesAndCharactersBeyondAscii() {
    PasswordHash hash =
        parse(
            "$argon2id$v=19$m=32768,t=3,p=4$c2FsdHNhbHRzYWx0c2FsdA"
                + "$J619wH0g4THd9KC24MkCAUSEgd7q9YFisXXDJD0HvJY");

    assertThat(hash.matches("pässwörd €")).isTrue();
    assertThat(hash.matches("password €")).isFalse();
  }

  @Test
  void decoy_hasTheSameParametersAndAnotherHash() {
    PasswordHash hash =
        parse(
            "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
                + "$rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk");

    PasswordHash decoy = hash.decoy(new Random(1)::nextBytes);

    assertThat(decoy).hasToString("argon2id m=19456,t=2,p=1").hasToString(hash.toString());
    assertThat(decoy.matches("correct horse")).isFalse();
  }

  /** Row B7. */
  @Test
  void b7_of_hashesWithTheConfiguredParameters_andReadsBack() {
    Argon2Config config = new Argon2Config(8192, 3, 2);
    PasswordHash hash = PasswordHash.of("correct horse", config, new Random(1)::nextBytes);

    PasswordHash read = parse(hash.encode());

    assertThat(hash.encode()).startsWith("$argon2id$v=19$m=8192,t=3,p=2$");
    assertThat(read.encode()).isEqualTo(hash.encode());
    assertThat(read.matches("correct horse")).isTrue();
    assertThat(read.matches("correct horsf")).isFalse();
    assertThat(PasswordHash.of("correct horse", config, new Random(2)::nextBytes).encode())
        .isNotEqualTo(hash.encode());
  }

  /** Row B7: never weaker than before in either. */
  @Test
  void b7_strengthened_takesTheStrongerOfBothParameters() {
    Argon2Config config = new Argon2Config(8192, 2, 1);
    PasswordHash more =
        PasswordHash.of("x", new Argon2Config(16_384, 1, 4), new Random(1)::nextBytes);

    assertThat(more.isWeakerThan(config)).isTrue();
    assertThat(more.isWeakerThan(new Argon2Config(16_384, 1, 1))).isFalse();
    assertThat(more.isWeakerThan(new Argon2Config(16_385, 1, 1))).isTrue();
    PasswordHash stronger = more.strengthened("x", config, new Random(2)::nextBytes);
    assertThat(stronger).hasToString("argon2id m=16384,t=2,p=1");
    assertThat(stronger.isWeakerThan(config)).isFalse();
    assertThat(stronger.matches("x")).isTrue();
  }

  /** Row B8: bcrypt stops at byte 72, and some at 64 characters. */
  @Test
  void b8_everyCharacterCounts() {
    String password = "x".repeat(1024);
    PasswordHash hash =
        PasswordHash.of(password, new Argon2Config(4096, 1, 1), new Random(1)::nextBytes);

    assertThat(hash.matches(password)).isTrue();
    for (int i : List.of(0, 63, 64, 72, 73, 1023)) {
      assertThat(hash.matches(password.substring(0, i) + "y" + password.substring(i + 1)))
          .as("character " + i)
          .isFalse();
    }
    assertThat(hash.matches(password.substring(1))).isFalse();
    assertThat(hash.matches(password.toUpperCase(Locale.ROOT))).isFalse();
  }

  /** Row B8: "ä" is one character or two, by keyboard; half a pair is no question mark. */
  @Test
  void b8_composition_doesNotMatter_andNothingElseIsFolded() {
    PasswordHash hash =
        PasswordHash.of("m\u00e4dchen ?", new Argon2Config(4096, 1, 1), new Random(1)::nextBytes);

    assertThat(hash.matches("ma\u0308dchen ?")).isTrue();
    assertThat(hash.matches("madchen ?")).isFalse();
    assertThat(hash.matches("m\u00e4dchen\u00a0?")).isFalse();
    assertThat(hash.matches("m\u00e4dchen \uff1f")).isFalse();
    assertThat(hash.matches("m\u00e4dchen \ud83d")).isFalse();
  }

  private static PasswordHash parse(String phc) {
    List<String> problems = new ArrayList<>();
    PasswordHash hash = PasswordHash.parse(phc, problems::add);
    assertThat(problems).isEmpty();
    return hash;
  }
}
