package io.github.redsessions.redis;

import static io.github.redsessions.testkit.Eventually.eventually;
import static io.github.redsessions.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redsessions.redis.PrimaryLookup.Found;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When it is looked, and what of it counts. */
class PrimaryWatchTest {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final URI A = URI.create("redis://127.0.0.1:1");
  private static final URI B = URI.create("redis://127.0.0.1:2");

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final List<Promise<Found>> lookups = new CopyOnWriteArrayList<>();
  private final List<Found> found = new CopyOnWriteArrayList<>();
  private volatile URI current;
  private PrimaryWatch watch;

  @BeforeEach
  void start() {
    watch = new PrimaryWatch(context, watching -> new Lookup(), new Listener());
    watch.start();
    awaitLookups(1);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void suspicions_whileItLooks_meanTheOldPrimary() {
    onContext(() -> suspectOften());
    answer(1, A);
    assertThat(lookups).hasSize(1);

    onContext(() -> suspectOften());
    assertThat(lookups).hasSize(2);
  }

  @Test
  void suspicions_thatComeToNothing_areFollowedUpInIntervals() {
    answer(1, A);
    onContext(() -> watch.suspect());
    assertThat(lookups).hasSize(2);
    answer(2, A);

    onContext(() -> suspectOften());
    assertThat(lookups).hasSize(2);
    awaitLookups(3);
  }

  @Test
  void nobodyFound_isLookedForAgain() {
    lookups.get(0).complete(Found.nobody("all gone"));
    awaitLookups(2);
    answer(2, A);
    assertThat(current).isEqualTo(A);
  }

  @Test
  void lookupThatFails_isNotTheLast() {
    lookups.get(0).fail("a reply that nobody expected");
    awaitLookups(2);
    assertThat(found.get(0).problem()).isEqualTo("a reply that nobody expected");
  }

  @Test
  void knownPrimary_isLookedAfterWithoutAnOccasion() {
    answer(1, A);
    awaitLookups(2);
  }

  @Test
  void change_makesALookupThatBeganBeforeItCountNoMore() {
    onContext(() -> watch.changed());
    assertThat(lookups).hasSize(2);
    answer(2, B);
    lookups.get(0).complete(primary(A));
    onContext(() -> {});

    assertThat(found).extracting(Found::primary).containsExactly(B);
    assertThat(current).isEqualTo(B);
  }

  @Test
  void close_leavesNoTimer_andWhatComesLaterIsNotHeard() {
    answer(1, A);
    await(watch.close());
    assertThat(ScheduledTasks.of(context.nettyEventLoop())).isZero();

    onContext(() -> suspectOften());
    onContext(() -> watch.changed());
    assertThat(lookups).hasSize(1);
  }

  @Test
  void close_whileItLooks_endsThat() {
    await(watch.close());
    lookups.get(0).complete(primary(A));
    onContext(() -> {});

    assertThat(found).isEmpty();
    assertThat(ScheduledTasks.of(context.nettyEventLoop())).isZero();
  }

  private void suspectOften() {
    for (int i = 0; i < 100; i++) {
      watch.suspect();
    }
  }

  private void answer(int number, URI primary) {
    lookups.get(number - 1).complete(primary(primary));
    eventually(BOUND, () -> assertThat(current).isEqualTo(primary));
    onContext(() -> {});
  }

  private static Found primary(URI primary) {
    return new Found(primary, List.of(), Set.of(primary), "");
  }

  private void awaitLookups(int count) {
    eventually(BOUND, () -> assertThat(lookups).hasSize(count));
  }

  private void onContext(Runnable work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> {
          work.run();
          done.complete();
        });
    await(done.future());
  }

  private final class Lookup implements PrimaryLookup {
    @Override
    public Future<Found> find(URI current) {
      Promise<Found> lookup = context.promise();
      lookups.add(lookup);
      return lookup.future();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private final class Listener implements PrimaryWatch.Listener {
    @Override
    public URI current() {
      return current;
    }

    @Override
    public boolean found(Found what) {
      found.add(what);
      boolean changed = what.primary() != null && !what.primary().equals(current);
      if (changed) {
        current = what.primary();
      }
      return changed;
    }
  }
}
