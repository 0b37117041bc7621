package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.RedisServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster of which a part doesn't serve. Rows D1, R7. */
class ClusterHealthIT extends ClusterFixture {

  @Test
  void d1_everyShardIsAsked_andOneOfThemIsEnough() {
    RedisCommands commands = commands(redis(fleet.uris()));
    eventually(BOUND, () -> assertThat(health(commands).serving()).isEqualTo(3));
    assertThat(health(commands)).isEqualTo(new RedisHealth(3, 3, null));

    RedisServer frozen = fleet.primaries().get(0);
    freeze(frozen);
    eventually(
        BOUND,
        () -> {
          RedisHealth health = health(commands);
          assertThat(health.shards()).isEqualTo(3);
          assertThat(health.serving()).isEqualTo(2);
          assertThat(health.failure()).isNotNull();
        });
  }

  private RedisHealth health(RedisCommands commands) {
    return await(commands.health(ShardWriter.PUT, i -> prefix + i, List.of("n", "n")));
  }
}
