package io.github.redsessions.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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

  private static PasswordHash parse(String phc) {
    List<String> problems = new ArrayList<>();
    PasswordHash hash = PasswordHash.parse(phc, problems::add);
    assertThat(problems).isEmpty();
    return hash;
  }
}
