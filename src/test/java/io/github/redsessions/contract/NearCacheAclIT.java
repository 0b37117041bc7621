package io.github.redsessions.contract;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.store.RedisSession;
import io.github.redsessions.testkit.Acl;
import io.github.redsessions.testkit.LogCapture;
import io.github.redsessions.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The near cache and the user of {@code conf/redis/users.acl}. Rows L13, R3. */
class NearCacheAclIT extends StoreFixture {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final RedisServer own = RedisServer.start();
  private final LogCapture log = new LogCapture();

  @Override
  public RedisServer server() {
    return own;
  }

  @Override
  public JsonObject nearCache() {
    return new JsonObject().put("enabled", true);
  }

  @AfterEach
  void stopServer() {
    log.close();
    own.forgetRefusals();
    own.close();
  }

  @Test
  void l13_withoutTheGrant_itStaysOffAndSaysWhatToGrant_andWithItItBeginsByItself() {
    eventually(BOUND, () -> assertThat(warnings()).hasSize(1));
    assertThat(warnings().get(0)).contains("NOPERM", Acl.NEAR_CACHE_GRANT, "standalone.conf");
    RedisSession session = created("n", 1);
    try (StoreRecorder recorder = record()) {
      for (int i = 0; i < 3; i++) {
        assertThat(loaded(session).<Integer>get("n")).isEqualTo(1);
      }
      assertThat(recorder.names()).containsExactly("HGETALL", "HGETALL", "HGETALL");
      await(store.put(loaded(session).put("n", 2)));
      assertThat(loaded(session).<Integer>get("n")).isEqualTo(2);

      own.command("ACL", "SETUSER", Acl.SESSIONS, Acl.NEAR_CACHE_GRANT);

      eventually(
          BOUND,
          () -> {
            recorder.clear();
            assertThat(loaded(session)).isNotNull();
            assertThat(recorder.names()).isEmpty();
          });
    }
    assertThat(warnings()).hasSize(1);
    assertThat(log.text()).contains("the near cache is in use");
  }

  @Test
  void l13_theGrant_isInTheCommentOfTheUsers() throws IOException {
    // Or Redis would refuse it after what it has refused was forgotten.
    eventually(BOUND, () -> assertThat(warnings()).hasSize(1));
    assertThat(Files.readString(Path.of("conf", "redis", "standalone.conf")))
        .contains(Acl.NEAR_CACHE_GRANT);
    assertThat(Files.readString(Path.of("conf", "redis", "users.acl"))).doesNotContain("client|t");
  }

  private List<String> warnings() {
    return log.text()
        .lines()
        .filter(line -> line.startsWith("WARN") && line.contains("near cache"))
        .toList();
  }
}
