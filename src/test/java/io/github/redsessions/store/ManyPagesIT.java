package io.github.redsessions.store;

import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.RedisSessions;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.RandomPrefix;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.RespClient;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What goes through a million keys goes through thousands of pages, on a stack that has room for
 * some hundred of them. Row R4.
 */
class ManyPagesIT {

  private static final String FILL = "for i = 1, 50000 do redis.call('SET', ARGV[1] .. i, '') end";

  @Test
  void r4_sizeAndClear_amongAMillionKeys_end() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (RedisServer server = RedisServer.start();
        RespClient admin = new RespClient(server.port()).logIn(Acl.ADMIN)) {
      // In portions, each of which is over before Redis calls it busy.
      for (int portion = 0; portion < 20; portion++) {
        admin.command("EVAL", FILL, "0", "filler:" + portion + ":");
      }
      RedisSessions sessions =
          await(RedisSessions.open(vertx, TestConfig.of(server, RandomPrefix.next())));
      RedisSessionStore store = (RedisSessionStore) sessions.store();
      for (int i = 0; i < 3; i++) {
        await(store.put(store.createSession(60_000)));
      }

      assertThat(inTime(store.size())).isEqualTo(3);
      inTime(store.clear());
      assertThat(inTime(store.size())).isZero();
      assertThat(admin.command("DBSIZE")).isEqualTo(1_000_000L);
      await(sessions.close());
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T inTime(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
