package io.github.redsessions.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyspaceTest {

  private final Map<String, Long> ttls = new HashMap<>(Map.of("vs:s:h1", 1_000L));
  private final Map<String, String> users =
      new HashMap<>(Map.of("h1", "ann", "h2", "ann", "h3", "ann", "x1", "bob"));
  private final Map<String, Set<String>> indexes =
      new HashMap<>(Map.of("ann", new TreeSet<>(Set.of("h1", "h2"))));
  private final Set<String> used = new TreeSet<>(Set.of("h1", "h2"));

  @Test
  void whatIsAsItShouldBe_isGood() {
    assertThat(check()).isEmpty();
  }

  @Test
  void t5_aKeyWithoutAnEnd_isFound() {
    ttls.put("vs:u:ann", -1L);

    assertThat(check()).containsExactly("a key without an end: vs:u:ann");
  }

  @Test
  void orphansOfAnIndex_areFound() {
    indexes.put("bob", Set.of("gone", "h1"));

    assertThat(check())
        .containsExactlyInAnyOrder(
            "an orphan in the index of bob: gone", "an orphan in the index of bob: h1");
  }

  @Test
  void whatAnIndexMisses_isFound() {
    indexes.put("ann", Set.of("h1"));

    assertThat(check()).containsExactly("a session that is in use is not in the index of ann: h2");
  }

  @Test
  void aRecordThatIsMissing_isFound() {
    used.add("h4");

    assertThat(check()).containsExactly("a session that was just accepted is none of a user: h4");
  }

  @Test
  void l11_tooMany_areFound() {
    used.add("h3");
    indexes.get("ann").add("h3");

    assertThat(check())
        .containsExactlyInAnyOrder("the index of ann has 3 sessions", "ann has 3 sessions in use");
  }

  private List<String> check() {
    return new Keyspace(ttls, users, indexes, used, 2).check();
  }
}
