package io.github.redsessions.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FormerConnectionsTest {

  private final FormerConnections former = new FormerConnections();

  @Test
  void of_namesThoseOfOneProcessOfAServer_untilTheyAreEnded() {
    ConnectionId first = new ConnectionId("a", 1);
    ConnectionId second = new ConnectionId("a", 2);
    former.add(first);
    former.add(new ConnectionId("b", 1));
    former.add(second);
    former.add(first);

    assertThat(former.of("a")).containsExactly(first, second);

    former.ended(List.of(first));
    assertThat(former.of("a")).containsExactly(second);
    assertThat(former.of("b")).hasSize(1);
    assertThat(former.of("c")).isEmpty();
  }

  @Test
  void moreThanCanBeRemembered_forgetsTheOldest() {
    for (int i = 0; i <= FormerConnections.MAX; i++) {
      former.add(new ConnectionId("a", i));
    }

    assertThat(former.of("a"))
        .hasSize(FormerConnections.MAX)
        .doesNotContain(new ConnectionId("a", 0))
        .contains(new ConnectionId("a", FormerConnections.MAX));
  }
}
