package io.github.redsessions.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.store.RedisSession;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How much the near cache keeps. Row L13. */
class NearCacheBoundsIT {

  @Nested
  class Entries extends NearCacheFixture {
    @Override
    JsonObject bounds() {
      return new JsonObject().put("maxEntries", 3);
    }

    @Test
    void l13_noMoreSessionsAreKeptThanMayBe() {
      assertThat(keptOf(this, 20, "small")).isBetween(1, 3);
    }
  }

  @Nested
  class Bytes extends NearCacheFixture {
    @Override
    JsonObject bounds() {
      return new JsonObject().put("maxBytes", 65_536);
    }

    @Test
    void l13_noMoreBytesAreKeptThanMayBe() {
      assertThat(keptOf(this, 20, "x".repeat(20_000))).isBetween(1, 3);
    }

    /** Java holds two bytes for each of its characters. */
    @Test
    void l13_textsBeyondLatin1CountTwice() {
      assertThat(keptOf(this, 20, "\u20AC".repeat(15_000))).isBetween(1, 2);
    }

    @Test
    void l13_smallSessionsAreKeptByTheThousandth() {
      assertThat(keptOf(this, 40, "small")).isEqualTo(40);
    }
  }

  /** Reads sessions again and again, and counts those that cost nothing in the end. */
  private static int keptOf(NearCacheFixture fixture, int count, String value) {
    List<RedisSession> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sessions.add(fixture.created("value", value));
    }
    for (int round = 0; round < 3; round++) {
      sessions.forEach(fixture::loaded);
    }
    int kept = 0;
    for (RedisSession session : sessions) {
      kept += fixture.cost(session) == 0 ? 1 : 0;
    }
    return kept;
  }
}
