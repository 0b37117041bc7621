package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.config.SessionsConfig;
import io.github.redsessions.testkit.RedisServer;
import io.github.redsessions.testkit.SentinelFleet;
import io.github.redsessions.testkit.TestConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A primary that freezes, is replaced and comes back before the sentinels have heard of its
 * replacement, which is the second in which who asks them is sent back to it. The sentinels of this
 * fleet never act, so that this second lasts.
 */
class SentinelLookupIT {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final SentinelFleet fleet =
      SentinelFleet.start(
          List.of(), List.of("--sentinel", "down-after-milliseconds", "mymaster", "60000"));
  private final RedisServer former = fleet.primary();
  private final RedisServer next = fleet.replicas().get(0);
  private final AtomicLong nanos = new AtomicLong();
  private Vertx vertx;
  private Context context;
  private RedisNodes nodes;
  private SentinelLookup lookup;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    JsonObject json =
        new JsonObject().put("redis", TestConfig.sentinel(fleet).put("commandTimeoutMs", 500));
    nodes = new RedisNodes(vertx, SessionsConfig.from(json).redis(), List.of());
    lookup = onEventLoop(() -> new SentinelLookup(nodes, new NoWatch(), nanos::get));
  }

  @AfterEach
  void close() {
    onEventLoop(
        () -> {
          lookup.close();
          return null;
        });
    await(nodes.close());
    await(vertx.close());
    fleet.close();
  }

  @Test
  void d6_formerPrimaryThatIsBack_isNotGoneBackTo_whileTheSentinelsLearnOfTheOther() {
    moveOver();

    former.thaw();
    awaitAnswer(former);

    assertThat(found(next)).isEqualTo(uri(next));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    assertThat(found(next)).isEqualTo(uri(next));
  }

  @Test
  void promotedReplicaThatTheSentinelsDoNotTakeOver_isLeftAfterSomeSeconds() {
    moveOver();

    former.thaw();
    awaitAnswer(former);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(4));

    assertThat(found(next)).isEqualTo(uri(former));
  }

  @Test
  void promotedReplicaThatIsAReplicaAgain_isLeftAtOnce() {
    moveOver();

    former.thaw();
    awaitAnswer(former);
    next.command("REPLICAOF", "127.0.0.1", Integer.toString(former.port()));

    assertThat(found(next)).isEqualTo(uri(former));
  }

  /** The former primary freezes, and what was its replica is found in its place. */
  private void moveOver() {
    // What replicas say of themselves is heard after the primary was found.
    eventually(
        BOUND,
        () -> {
          assertThat(found(former)).isEqualTo(uri(former));
          awaitAnswer(next);
        });
    former.freeze();
    next.command("REPLICAOF", "NO", "ONE");
    eventually(BOUND, () -> assertThat(found(former)).isEqualTo(uri(next)));
  }

  private URI found(RedisServer current) {
    return awaited(() -> lookup.find(uri(current))).primary();
  }

  private void awaitAnswer(RedisServer server) {
    eventually(BOUND, () -> awaited(() -> ServerRole.ask(nodes, uri(server))));
  }

  private static URI uri(RedisServer server) {
    return URI.create(server.uri());
  }

  private <T> T awaited(Supplier<Future<T>> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(v -> call.get().onComplete(promise));
    return await(promise.future());
  }

  private <T> T onEventLoop(Supplier<T> call) {
    return awaited(() -> Future.succeededFuture(call.get()));
  }

  /** Nobody who would look by itself. */
  private static final class NoWatch implements PrimaryLookup.Watch {
    @Override
    public void changed() {
      // The test looks when it wants to.
    }

    @Override
    public void suspect() {
      // The same.
    }
  }
}
