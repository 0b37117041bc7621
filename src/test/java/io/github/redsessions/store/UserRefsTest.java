package io.github.redsessions.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.Secret;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The names of users in Redis. Row S9. */
class UserRefsTest {

  private final UserRefs plain = new UserRefs(null);
  private final UserRefs keyed = new UserRefs(new Secret("k".repeat(32)));

  @Test
  void s9_namesSayNothing_andDifferForWhateverDiffers() {
    List<String> ids =
        List.of(
            "alice", "Alice", "alice ", "", "a:b", "*", "?", "\uD800", "\\ud800", "\uD801", "é");
    Set<String> refs = new HashSet<>();
    for (String id : ids) {
      for (UserRefs users : List.of(plain, keyed)) {
        String ref = users.of(id);
        assertThat(ref).matches("[A-Za-z0-9_-]{43}").isEqualTo(users.of(id));
        refs.add(ref);
      }
    }
    // Half of a pair is written as its escape, and so is named as that is.
    assertThat(refs).hasSize(2 * (ids.size() - 1));
  }

  @Test
  void s9_anotherKey_makesOtherNames() {
    assertThat(new UserRefs(new Secret("x".repeat(32))).of("alice"))
        .isNotEqualTo(keyed.of("alice"));
  }

  /** What is in Redis must be found by the next version. */
  @Test
  void names_stayWhatTheyAre() {
    assertThat(plain.of("alice")).isEqualTo("rwOON8SLD1vZ4lHCyN201QEo8takdEcJRMhrcZ0yn-k");
  }
}
