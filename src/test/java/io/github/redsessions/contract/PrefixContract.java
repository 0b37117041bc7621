package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code clear()} and {@code size()} see their own prefix and nothing else. Rows R4, S9;
 * connect-redis, spring-session #124.
 */
abstract class PrefixContract extends StoreFixture {

  @Test
  void neighboursWithSpecialPrefixes_neverSeeEachOther() {
    List<String> prefixes =
        List.of(
            prefix,
            prefix + ":s",
            prefix + "*",
            prefix + "?",
            prefix + "[ab]",
            prefix + "a",
            prefix + "\\",
            prefix + "{x}",
            prefix + " é\n",
            prefix + "^-");
    List<RedisSessions> neighbours = new ArrayList<>();
    try {
      for (int i = 0; i < prefixes.size(); i++) {
        RedisSessions neighbour = open(new JsonObject().put("prefix", prefixes.get(i)));
        neighbours.add(neighbour);
        for (int n = 0; n <= i; n++) {
          await(neighbour.store().put(neighbour.store().createSession(30 * MINUTE)));
        }
      }
      for (int i = 0; i < prefixes.size(); i++) {
        assertThat(await(neighbours.get(i).store().size())).as(prefixes.get(i)).isEqualTo(i + 1);
        await(neighbours.get(i).store().clear());
        assertThat(await(neighbours.get(i).store().size())).isZero();
        for (int later = i + 1; later < prefixes.size(); later++) {
          assertThat(await(neighbours.get(later).store().size())).isEqualTo(later + 1);
        }
      }
    } finally {
      neighbours.forEach(neighbour -> await(neighbour.close()));
    }
  }

  @Test
  void clearAndSize_overManyPages_leaveForeignKeysAlone() {
    List<Session> created = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      created.add(store.createSession(30 * MINUTE));
    }
    created.forEach(session -> await(store.put(session)));
    String foreign = prefix + ":s:" + "x".repeat(21) + "*";
    command("SET", foreign, "x");
    try (StoreRecorder recorder = record()) {
      assertThat(await(store.size())).isEqualTo(1_500);
      await(store.clear());
      assertThat(await(store.size())).isZero();
      assertThat(Set.copyOf(recorder.names())).containsOnly("SCAN", "DEL");
    }
    assertThat(command("EXISTS", foreign)).isEqualTo(1L);
    command("DEL", foreign);
  }
}
