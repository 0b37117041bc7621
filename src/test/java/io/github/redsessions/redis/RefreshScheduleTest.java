package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefreshScheduleTest {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
  private final ContextInternal context = vertx.createEventLoopContext();
  private final List<Promise<Boolean>> looks = new CopyOnWriteArrayList<>();
  private final RefreshSchedule schedule =
      new RefreshSchedule(
          context,
          () -> {
            Promise<Boolean> look = Promise.promise();
            looks.add(look);
            return look.future();
          });

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void oneLookAtATime_andASuspicionMeanwhileIsAnother() {
    schedule.start();
    awaitLooks(1);
    schedule.suspect();
    settle();
    schedule.suspect();
    settle();
    assertThat(looks).hasSize(1);

    looks.get(0).complete(true);
    awaitLooks(2);
    looks.get(1).complete(false);
    awaitLooks(3);
  }

  @Test
  void looksGoOnBySelf_alsoAfterOneThatFailed() {
    schedule.start();
    awaitLooks(1);
    looks.get(0).fail("broken");
    awaitLooks(2);
    looks.get(1).complete(true);
    awaitLooks(3);
  }

  @Test
  void afterTheClose_nobodyLooks() {
    var first = schedule.start();
    awaitLooks(1);
    await(schedule.close());
    await(first);

    looks.get(0).complete(false);
    settle();
    schedule.suspect();
    settle();

    assertThat(looks).hasSize(1);
  }

  private void awaitLooks(int count) {
    eventually(BOUND, () -> assertThat(looks).hasSize(count));
  }

  /** Lets the context do what it was given. */
  private void settle() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> context.runOnContext(again -> done.complete()));
    await(done.future());
  }
}
