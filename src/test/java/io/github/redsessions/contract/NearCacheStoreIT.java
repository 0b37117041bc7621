package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.CommandRecorder;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.sstore.SessionStore;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The contract where records are kept in memory too: nobody can tell. Row L13. */
class NearCacheStoreIT {

  /** One server for all of these, with the user that the near cache needs. */
  interface InMemoryToo extends Servers {
    @Override
    default RedisServer server() {
      return Shared.SERVER;
    }

    @Override
    default JsonObject redis() {
      return TestConfig.withNearCacheUser(TestConfig.redis(server().uri()));
    }

    @Override
    default JsonObject nearCache() {
      return new JsonObject().put("enabled", true);
    }

    @Override
    default String[] readAgainAnd(String... more) {
      return more;
    }

    @Override
    default void awaitReady(SessionStore store) {
      awaitKept(store);
    }
  }

  /** Until a second read costs nothing; leaves no session. */
  private static void awaitKept(SessionStore store) {
    Session session = store.createSession(60_000);
    await(store.put(session));
    try (CommandRecorder recorder = Shared.SERVER.record()) {
      eventually(
          Duration.ofSeconds(30),
          () -> {
            recorder.clear();
            await(store.get(session.value()));
            assertThat(recorder.names()).isEmpty();
          });
    }
    await(store.delete(session.value()));
  }

  private static final class Shared {
    static final RedisServer SERVER = RedisServer.start(Acl.nearCacheOptions());
  }

  @Nested
  class Ids extends IdContract implements InMemoryToo {}

  @Nested
  class OwnIds extends OwnIdContract implements InMemoryToo {}

  @Nested
  class Resurrection extends ResurrectionContract implements InMemoryToo {}

  @Nested
  class Deadlines extends DeadlineContract implements InMemoryToo {}

  @Nested
  class Records extends RecordContract implements InMemoryToo {}

  @Nested
  class Concurrency extends ConcurrencyContract implements InMemoryToo {}

  @Nested
  class Prefixes extends PrefixContract implements InMemoryToo {}

  @Nested
  class UserIndexes extends UserIndexContract implements InMemoryToo {}
}
