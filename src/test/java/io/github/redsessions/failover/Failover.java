package io.github.redsessions.failover;

import static io.github.redsessions.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A primary that is taken away.
 *
 * @param begin when that was, as of {@link System#nanoTime()}
 * @param writable when another server said for the first time that it is a primary
 */
record Failover(long begin, long writable) {

  private static final Duration BOUND = Duration.ofSeconds(60);

  /**
   * Takes it away and waits for its successor.
   *
   * @param others the servers one of which is to become a primary, none of which is one yet
   */
  static Failover of(Runnable takeAway, List<RedisServer> others) {
    long begin = System.nanoTime();
    CompletableFuture<Long> writable =
        CompletableFuture.supplyAsync(
            () -> {
              eventually(BOUND, () -> assertThat(others).anyMatch(Failover::isPrimary));
              return System.nanoTime();
            });
    takeAway.run();
    return new Failover(begin, writable.join());
  }

  private static boolean isPrimary(RedisServer server) {
    return ((List<?>) server.command("ROLE")).get(0).equals("master");
  }
}
